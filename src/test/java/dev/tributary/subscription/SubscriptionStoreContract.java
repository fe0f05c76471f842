package dev.tributary.subscription;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import dev.tributary.event.Event;
import dev.tributary.security.secret.SecretCipher;
import dev.tributary.subscription.Subscription.Authentication;
import dev.tributary.subscription.Subscription.Endpoint;
import dev.tributary.subscription.Subscription.Moments;
import dev.tributary.subscription.Subscription.Selection;
import dev.tributary.subscription.signing.SigningKeys;
import dev.tributary.subscription.signing.SigningScheme;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What subscriptions promise on every server of the protocol. */
abstract class SubscriptionStoreContract {

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    private MongoDatabase database;
    private SubscriptionStore store;

    abstract MongoDatabase freshDatabase();

    @BeforeEach
    void open() {
        database = freshDatabase();
        store = newStore();
    }

    @Test
    void givesBackWhatWasStoredAndKeepsItsSecretsEncrypted() {
        Subscription subscription = full();

        assertThat(store.insert(subscription)).isTrue();

        Subscription read = store.find("default", "s1").orElseThrow();
        assertThat(read)
                .usingRecursiveComparison()
                .ignoringFields("signing", "selection.filters")
                .isEqualTo(subscription);
        assertThat(read.selection().filters())
                .isEqualTo(subscription.selection().filters());
        assertThat(read.signing().shown()).isTrue();
        assertThat(signatures(read)).isEqualTo(signatures(subscription)).matches("v1a,\\S+ v1,\\S+ v1,\\S+");
        assertThat(database.getCollection("subscriptions").find().first().toJson())
                .doesNotContain("pass-canary", "header-canary", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    @Test
    void refusesATakenIdAlsoAcrossTenants() {
        assertThat(store.insert(full())).isTrue();

        assertThat(store.insert(SubscriptionFixtures.everything("s1", "https://example.com")))
                .isFalse();
        assertThat(store.find("other", "s1")).isEmpty();
    }

    @Test
    void replacesAndDeletesOnlyTheRevisionThatWasRead() {
        Subscription first = SubscriptionFixtures.everything("s1", "https://example.com");
        store.insert(first);
        Subscription second = first.signingWith(SigningKeys.generated(SigningScheme.V1), NOW);

        assertThat(store.replace(second)).isTrue();
        assertThat(store.replace(second)).isFalse();
        assertThat(store.delete("s1", first.revision())).isFalse();
        assertThat(store.delete("s1", second.revision())).isTrue();
        assertThat(store.find("default", "s1")).isEmpty();
    }

    @Test
    void listsATenantPageByPage() {
        for (String id : List.of("b", "a", "c")) {
            store.insert(SubscriptionFixtures.everything(id, "https://example.com"));
        }

        assertThat(store.list("default", null, null, 2))
                .extracting(SubscriptionRow::id)
                .containsExactly("a", "b");
        assertThat(store.list("default", null, "b", 2))
                .extracting(SubscriptionRow::id)
                .containsExactly("c");
        assertThat(store.list("default", Subscription.Type.EVENTS, "b", 2))
                .extracting(SubscriptionRow::id)
                .containsExactly("c");
        assertThat(store.list("default", Subscription.Type.DABP, null, 2)).isEmpty();
        assertThat(store.list("other", null, null, 2)).isEmpty();
    }

    @Test
    void disablesWithTheFirstReason() {
        store.insert(SubscriptionFixtures.everything("s1", "https://example.com"));

        store.disable("s1", "https://elsewhere.example.com", "late", NOW);
        store.disable("s1", "https://example.com", "first", NOW);
        store.disable("s1", "https://example.com", "second", NOW);

        Subscription disabled = store.find("default", "s1").orElseThrow();
        assertThat(disabled.status()).isEqualTo("disabled");
        assertThat(disabled.disabledReason()).isEqualTo("first");
        assertThat(disabled.revision()).isEqualTo(2);
    }

    @Test
    void showsOwnWritesAtOnceAndThoseOfOthersWhenItFollows() {
        var own = new SubscriptionDirectory(store, Clock.systemUTC());
        var heard = new ArrayList<String>();
        own.listen(new SubscriptionDirectory.Listener() {
            @Override
            public void effective(Subscription subscription) {
                heard.add("effective " + subscription.id());
            }

            @Override
            public void ended(String subscriptionId) {
                heard.add("ended " + subscriptionId);
            }
        });
        var event = SubscriptionFixtures.executedPayment("e1", NOW).event();

        store.insert(SubscriptionFixtures.everything("mine", "https://example.com"));
        assertThat(own.matching(event)).extracting(Subscription::id).containsExactly("mine");
        assertThat(heard).containsExactly("effective mine");

        SubscriptionStore others = newStore();
        others.insert(SubscriptionFixtures.everything("theirs", "https://example.com"));
        assertThat(own.isEnabledInStore("theirs")).isTrue();
        own.follow();
        assertThat(own.matching(event)).extracting(Subscription::id).containsExactlyInAnyOrder("mine", "theirs");

        others.disable("mine", "https://example.com", "gone", NOW);
        own.follow();
        store.delete("theirs", 1);
        assertThat(own.matching(event)).isEmpty();
        assertThat(heard).containsExactly("effective mine", "effective theirs", "ended mine", "ended theirs");
    }

    @Test
    void goesOnWithTheOthersWhereOneCannotBeRead() {
        store.insert(SubscriptionFixtures.everything("broken", "https://example.com"));
        store.insert(SubscriptionFixtures.everything("whole", "https://example.com"));
        database.getCollection("subscriptions")
                .updateOne(eq("_id", "broken"), Updates.set("secret", "encrypted under another key"));

        var directory = new SubscriptionDirectory(newStore(), Clock.systemUTC());

        assertThat(directory.find("whole")).isPresent();
        assertThat(directory.find("broken")).isEmpty();
        assertThat(directory.unreadable()).isOne();
        assertThat(directory.isEnabledInStore("broken"))
                .as("its deliveries wait")
                .isTrue();
    }

    @Test
    void keepsTheFirstMomentOfFailingUntilASuccessAndTellsItToOthers() {
        store.insert(SubscriptionFixtures.everything("s1", "https://example.com"));
        var others = new SubscriptionDirectory(newStore(), Clock.systemUTC());

        store.failing("s1", "https://elsewhere.example.com", NOW.minusSeconds(9));
        store.failing("s1", "https://example.com", NOW);
        store.failing("s1", "https://example.com", NOW.plusSeconds(9));
        others.follow();
        assertThat(others.find("s1").orElseThrow().moments().failingSince()).isEqualTo(NOW);
        assertThat(others.find("s1").orElseThrow().revision()).isOne();

        store.succeeded("s1");
        others.follow();
        assertThat(others.find("s1").orElseThrow().moments().failingSince()).isNull();
    }

    @Test
    void neverGivesTheIdOfADeletedSubscriptionAgain() {
        store.insert(SubscriptionFixtures.everything("s1", "https://old.example.com"));
        var directory = new SubscriptionDirectory(newStore(), Clock.systemUTC());
        store.delete("s1", 1);

        assertThat(store.insert(SubscriptionFixtures.createdAt(NOW, "s1", "https://new.example.com")))
                .isFalse();
        directory.follow();
        assertThat(directory.find("s1")).isEmpty();
        assertThat(directory.unreadable()).isZero();
        assertThat(store.list("default", null, null, 10)).isEmpty();
        assertThat(database.getCollection("subscriptions").find().first())
                .isEqualTo(new Document("_id", "s1").append("deleted", true));
    }

    @Test
    void sendsAnEventOnlyToItsTenantAndToWhoWasThereBefore() {
        store.insert(SubscriptionFixtures.everything("s1", "https://example.com"));
        var directory = new SubscriptionDirectory(store, Clock.systemUTC());

        assertThat(directory.matching(at(SubscriptionFixtures.CREATED))).hasSize(1);
        assertThat(directory.matching(at(SubscriptionFixtures.CREATED.minusMillis(1))))
                .isEmpty();
    }

    /** The machine was started with a clock that was ahead, and again after it was set right. */
    @Test
    void sendsWhatIsRecordedByAClockThatWasSetBackSinceItsCreation() {
        store.insert(SubscriptionFixtures.everything("s1", "https://example.com"));
        Instant now = SubscriptionFixtures.CREATED.minusSeconds(3600);
        var directory = new SubscriptionDirectory(store, Clock.fixed(now, ZoneOffset.UTC));

        assertThat(directory.matching(at(now))).hasSize(1);
    }

    private static Event at(Instant recorded) {
        return SubscriptionFixtures.executedPayment("e1", recorded).event();
    }

    private SubscriptionStore newStore() {
        return new SubscriptionStore(database, new SecretCipher(new byte[32]));
    }

    /** Of all three keys. */
    private static String signatures(Subscription subscription) {
        return subscription.signing().sign("e1", NOW, new byte[] {1});
    }

    private static Subscription full() {
        var keys = SigningKeys.given(SigningScheme.V1.parse(SubscriptionFixtures.SECRET))
                .rotated(SubscriptionFixtures.CREATED, Duration.ofDays(1))
                .changedTo(SigningScheme.V1A, SubscriptionFixtures.CREATED, Duration.ofDays(2));
        return new Subscription(
                "s1",
                "default",
                Subscription.Type.EVENTS,
                "Payments",
                new Endpoint(
                        "https://example.com/in?a=b",
                        Authentication.BASIC,
                        "user",
                        "pass-canary",
                        Map.of("X-Api.Key", "header-canary"),
                        2.5),
                new Selection(
                        List.of("bank.payment.*"), Map.of("all", List.of(Map.of("prefix", Map.of("type", "bank."))))),
                true,
                null,
                keys,
                new Moments(
                        SubscriptionFixtures.CREATED,
                        NOW,
                        SubscriptionFixtures.CREATED,
                        NOW,
                        SubscriptionFixtures.CREATED,
                        NOW),
                new EndpointCheck(NOW, 3, new EndpointCheck.Ended(NOW, "refused", 404), 0.5),
                1);
    }
}
