package dev.tributary.delivery;

import static dev.tributary.subscription.SubscriptionFixtures.everything;
import static dev.tributary.subscription.SubscriptionFixtures.executedPayment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import dev.tributary.delivery.store.Attempt;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.store.TestDatabase;
import dev.tributary.subscription.domain.AuthorizedDomain;
import dev.tributary.subscription.domain.AuthorizedDomainStore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Domains that are authorised after the web hook was written. */
class AuthorizedDomainDeliveryTest {

    @Test
    void sendsNothingToADomainThatIsNotAuthorized() throws Exception {
        MongoDatabase database = TestDatabase.embedded();
        new AuthorizedDomainStore(database)
                .insert(new AuthorizedDomain("d", "default", "hooks.example.com", Instant.EPOCH));
        try (var subscriber = new ScriptedServer(ScriptedServer.status(200));
                var gateway = new DeliveringGateway(database, "PT0S").start()) {
            gateway.subscribe(everything("s", subscriber.url("/")));
            Clock clock = Clock.systemUTC();
            gateway.store(executedPayment(new TimeOrderedId(clock).next(), clock.instant()));
            await().until(
                            () -> gateway.deliveries().stream()
                                    .flatMap(delivery -> delivery.attempts().stream())
                                    .map(Attempt::outcome)
                                    .toList(),
                            List.of("address_refused")::equals);
            assertThat(subscriber.requests()).isEmpty();
        }
    }
}
