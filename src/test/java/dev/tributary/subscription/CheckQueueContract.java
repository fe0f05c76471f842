package dev.tributary.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.security.secret.SecretCipher;
import dev.tributary.subscription.Subscription.Moments;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the checks of endpoints promise on every server of the protocol. */
abstract class CheckQueueContract {

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    private static final EndpointCheck CONSENTED =
            new EndpointCheck(null, 0, new EndpointCheck.Ended(NOW, "consented", 200), 2.0);

    private MongoDatabase database;
    private SubscriptionStore store;

    abstract MongoDatabase freshDatabase();

    @BeforeEach
    void open() {
        database = freshDatabase();
        store = newStore();
    }

    @Test
    void letsOneGatewayAtATimeCheckAnEndpoint() {
        Subscription unverified = unverified("s1");
        store.insert(unverified);
        var checks = new CheckQueue(database, store);
        var others = new SubscriptionDirectory(newStore(), Clock.systemUTC());

        CheckQueue.Claimed claimed = checks.claim(unverified, NOW).orElseThrow();
        assertThat(checks.claim(unverified, NOW.plusSeconds(10))).isEmpty();
        checks.release(claimed);
        claimed = checks.claim(unverified, NOW.plusSeconds(20)).orElseThrow();
        CheckQueue.Claimed afterLease =
                checks.claim(unverified, NOW.plusSeconds(100)).orElseThrow();
        assertThat(checks.end(claimed, CONSENTED, NOW)).isFalse();
        assertThat(store.find("default", "s1").orElseThrow().status()).isEqualTo("unverified");
        assertThat(checks.end(afterLease, CONSENTED, NOW)).isTrue();

        Subscription verified = store.find("default", "s1").orElseThrow();
        assertThat(verified.status()).isEqualTo("active");
        assertThat(verified.revision()).isEqualTo(1);
        assertThat(verified.check()).isEqualTo(CONSENTED);
        others.follow();
        assertThat(others.find("s1").orElseThrow().status()).isEqualTo("active");
    }

    @Test
    void recordsNoCheckOfAnEndpointThatWasChangedMeanwhile() {
        Subscription unverified = unverified("s1");
        store.insert(unverified);
        var checks = new CheckQueue(database, store);
        CheckQueue.Claimed claimed = checks.claim(unverified, NOW).orElseThrow();

        Subscription changed = unverified.checkedAgain(NOW.plusSeconds(1));
        store.replace(changed);

        assertThat(checks.end(claimed, CONSENTED, NOW)).isFalse();
        assertThat(store.find("default", "s1").orElseThrow().status()).isEqualTo("unverified");
        assertThat(checks.claim(unverified, NOW.plusSeconds(1))).isEmpty();
        assertThat(checks.claim(changed, NOW.plusSeconds(1))).isPresent();
    }

    private static Subscription unverified(String id) {
        Subscription like = SubscriptionFixtures.everything(id, "https://example.com");
        return new Subscription(
                id,
                like.tenant(),
                like.type(),
                like.name(),
                like.endpoint(),
                like.selection(),
                true,
                null,
                like.signing(),
                Moments.created(SubscriptionFixtures.CREATED, false),
                EndpointCheck.due(SubscriptionFixtures.CREATED),
                1);
    }

    private SubscriptionStore newStore() {
        return new SubscriptionStore(database, new SecretCipher(new byte[32]));
    }
}
