package dev.tributary.subscription;

import dev.tributary.event.Event;
import dev.tributary.event.Proof;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.subscription.Subscription.Authentication;
import dev.tributary.subscription.Subscription.Endpoint;
import dev.tributary.subscription.Subscription.Moments;
import dev.tributary.subscription.Subscription.Selection;
import dev.tributary.subscription.signing.SigningKeys;
import dev.tributary.subscription.signing.SigningScheme;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Subscriptions and the events that they get. */
public final class SubscriptionFixtures {

    public static final Instant CREATED = Instant.parse("2026-03-02T09:00:00Z");
    public static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private SubscriptionFixtures() {}

    /** Every event of the tenant {@code default} to an address. */
    public static Subscription everything(String id, String baseUri) {
        return subscription(CREATED, id, baseUri, null);
    }

    /** As above, but created then. */
    public static Subscription createdAt(Instant created, String id, String baseUri) {
        return subscription(created, id, baseUri, null);
    }

    /** As {@link #everything}, but at most so many deliveries a second. */
    public static Subscription limited(String id, String baseUri, double rate) {
        return subscription(CREATED, id, baseUri, rate);
    }

    /** Every event of the tenant {@code default} to a route of the gateway. */
    public static Subscription toRoute(String id, String route) {
        return subscription(Subscription.Type.ROUTE, CREATED, id, "direct:" + route, null);
    }

    private static Subscription subscription(Instant created, String id, String baseUri, @Nullable Double rate) {
        return subscription(Subscription.Type.EVENTS, created, id, baseUri, rate);
    }

    private static Subscription subscription(
            Subscription.Type type, Instant created, String id, String baseUri, @Nullable Double rate) {
        return new Subscription(
                id,
                "default",
                type,
                "All events",
                new Endpoint(baseUri, Authentication.NONE, null, null, Map.of(), rate),
                Selection.ALL,
                true,
                null,
                SigningKeys.given(SigningScheme.V1.parse(SECRET)),
                Moments.created(created, true),
                EndpointCheck.NONE,
                1);
    }

    /** An executed payment of the tenant {@code default}. */
    public static StoredEvent executedPayment(String id, Instant recorded) {
        var event = new Event(
                id,
                "https://gateway.example.com/sources/tink/int_main",
                "bank.payment.executed.v1",
                "payments/1e09bab571d84b1cbe8d49c0be9c030f",
                "2016-08-16T12:10:22.000Z",
                false,
                "https://gateway.example.com/schemas/payment/1.0.json",
                "1e09bab571d84b1cbe8d49c0be9c030f",
                recorded,
                null,
                "tink",
                "signable-operation:update",
                Proof.BODY,
                "tink-hooks@1.0.0",
                "default",
                "019cadd4-7188-7c11-8a55-0b6a1d5f7c20",
                "int_main",
                id,
                Map.of("payment", Map.of("status", "executed")));
        return StoredEvent.of(event);
    }
}
