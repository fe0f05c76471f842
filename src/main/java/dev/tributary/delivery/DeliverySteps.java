package dev.tributary.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.delivery.store.Attempt;
import dev.tributary.delivery.store.Delivery;
import dev.tributary.delivery.store.Delivery.Result;
import dev.tributary.delivery.store.Delivery.Send;
import dev.tributary.delivery.store.DeliveryOutcome;
import dev.tributary.egress.CallFailure;
import dev.tributary.egress.OutgoingHttp;
import dev.tributary.egress.RetryAfter;
import dev.tributary.egress.RetryPolicy;
import dev.tributary.egress.address.AddressRules;
import dev.tributary.event.CloudEventFormat;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.domain.AuthorizedDomains;
import dev.tributary.subscription.handler.InProcessOutcome;
import dev.tributary.tracing.Traces;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.apache.camel.Body;
import org.apache.camel.ExchangeException;
import org.apache.camel.Header;
import org.apache.camel.Headers;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/** The steps of {@code routes/delivery.camel.yaml}, and what an attempt means for its delivery. */
final class DeliverySteps {

    /** The endpoint as a whole fails, and not only this request. */
    private static final Set<Integer> ENDPOINT_FAILED = Set.of(429, 502, 503, 504);

    private static final int EXCERPT = 1024;

    private final AddressRules addresses;
    private final AuthorizedDomains domains;
    private final RetryPolicy schedule;
    private final Clock clock;
    private final DoubleSupplier random;
    private final Traces traces;

    DeliverySteps(
            AddressRules addresses,
            AuthorizedDomains domains,
            RetryPolicy schedule,
            Clock clock,
            DoubleSupplier random,
            Traces traces) {
        this.addresses = addresses;
        this.domains = domains;
        this.schedule = schedule;
        this.clock = clock;
        this.random = random;
        this.traces = traces;
    }

    /** Makes the request: the event's bytes, signed now, to where the subscription points now. */
    public byte[] sign(@Body Send send, @Headers Map<String, Object> headers) {
        Delivery delivery = send.delivery();
        Subscription subscription = send.subscription();
        domains.check(subscription.tenant(), subscription.endpoint().baseUri());
        headers.putAll(subscription.endpoint().requestHeaders());
        headers.put("Content-Type", CloudEventFormat.CONTENT_TYPE);
        headers.putAll(subscription.signing().headers(delivery.eventId(), send.at(), delivery.body()));
        traces.addTo(headers);
        // last, so that nothing above can steer where the call goes
        headers.keySet().removeIf(name -> name.regionMatches(true, 0, "Camel", 0, 5));
        headers.put(
                OutgoingHttp.TARGET,
                addresses.check(subscription.endpoint().baseUri()).toString());
        return delivery.body();
    }

    /** Judges an answer by its status. */
    public Result answered(
            @Variable("send") Send send,
            @Header("CamelHttpResponseCode") int status,
            @Header("Retry-After") @Nullable String retryAfter,
            @Body byte @Nullable [] body) {
        if (status >= 200 && status < 300) {
            return result(send, status, "delivered", body, new DeliveryOutcome.Delivered());
        }
        if (status == 410) {
            return result(
                    send,
                    status,
                    "gone",
                    body,
                    new DeliveryOutcome.Gone(send.subscription().endpoint().baseUri()));
        }
        boolean endpointFailed = ENDPOINT_FAILED.contains(status);
        Duration wait =
                endpointFailed ? RetryAfter.parse(retryAfter, clock.instant()).orElse(null) : null;
        return result(send, status, name(status, wait), body, next(send, wait, endpointFailed));
    }

    private static String name(int status, @Nullable Duration requested) {
        if (status == 429 || (status == 503 && requested != null)) {
            return "throttled";
        }
        return status >= 300 && status < 400 ? "redirected" : "refused";
    }

    /** Judges an attempt that got no answer, or none that was whole. */
    public Result broken(@Variable("send") Send send, @ExchangeException Exception problem) {
        if (problem instanceof OutgoingHttp.NoConnectionException) {
            var again = new DeliveryOutcome.RetryAt(clock.instant(), false, null);
            return new Result(send.delivery(), null, again); // nothing was sent, so that it is not an attempt
        }
        boolean endpoint = problem instanceof IOException;
        return result(send, null, CallFailure.of(problem).wireName(), null, next(send, null, endpoint));
    }

    /** Judges an attempt that was made inside this gateway. An exception says nothing about other events. */
    Result judged(Send send, InProcessOutcome end) {
        return switch (end.kind()) {
            case HANDLED -> result(send, null, "delivered", null, new DeliveryOutcome.Delivered());
            case FAILED ->
                result(
                        send,
                        null,
                        CallFailure.ERROR.wireName(),
                        String.valueOf(end.exception()).getBytes(UTF_8),
                        next(send, null, false));
            case TIMED_OUT -> result(send, null, CallFailure.TIMEOUT.wireName(), null, next(send, null, true));
            case NOT_CALLED -> throw new IllegalArgumentException("no attempt was made");
        };
    }

    /** Judges a delivery whose event cannot be read whole: the store may be repaired until the schedule ends. */
    Result unreadable(Delivery delivery) {
        return new Result(delivery, Attempt.unreadable(clock.instant()), next(delivery, null, false));
    }

    private DeliveryOutcome next(Send send, @Nullable Duration requested, boolean endpointFailed) {
        return next(send.delivery(), requested, endpointFailed);
    }

    private DeliveryOutcome next(Delivery delivery, @Nullable Duration requested, boolean endpointFailed) {
        int made = delivery.attempts().size() + 1;
        Instant now = clock.instant();
        return schedule.nextAttempt(made, now, requested, random)
                .<DeliveryOutcome>map(at -> new DeliveryOutcome.RetryAt(at, endpointFailed, requested))
                .orElseGet(() -> new DeliveryOutcome.Exhausted(endpointFailed));
    }

    private static Result result(
            Send send, @Nullable Integer status, String name, byte @Nullable [] body, DeliveryOutcome outcome) {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - send.startNanos());
        return new Result(send.delivery(), new Attempt(send.at(), millis, status, name, excerpt(body)), outcome);
    }

    /** Whatever the bytes are, text that any store and any JSON can hold. */
    static @Nullable String excerpt(byte @Nullable [] body) {
        if (body == null || body.length == 0) {
            return null;
        }
        String text = new String(Arrays.copyOf(body, Math.min(body.length, EXCERPT)), UTF_8).replace('\0', '\uFFFD');
        while (text.getBytes(UTF_8).length > EXCERPT) {
            int end = text.length() - 1 - text.length() / 16;
            text = text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
        }
        return text;
    }
}
