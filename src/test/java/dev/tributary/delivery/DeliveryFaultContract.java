package dev.tributary.delivery;

import static dev.tributary.egress.ScriptedServer.status;
import static dev.tributary.subscription.SubscriptionFixtures.everything;
import static dev.tributary.subscription.SubscriptionFixtures.executedPayment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import dev.tributary.delivery.Delivery.Outcome;
import dev.tributary.delivery.Delivery.Result;
import dev.tributary.delivery.DeliveryListing.State;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.event.Event.FanOut;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionFixtures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What delivery promises when gateways die, stop, fall behind or lose their claims. */
@Timeout(120)
abstract class DeliveryFaultContract {

    private final TimeOrderedId ids = new TimeOrderedId(Clock.systemUTC());
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private MongoDatabase database;
    private ScriptedServer subscriber;
    private Subscription subscription;

    abstract MongoDatabase freshDatabase();

    @BeforeEach
    void open() throws Exception {
        database = freshDatabase();
        subscriber = new ScriptedServer(status(200));
        toClose.add(subscriber);
        subscription = everything("s1", subscriber.url("/"));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : toClose) {
            resource.close();
        }
    }

    @Test
    void takesOverWhatADeadGatewayHadClaimedWhenItsLeaseIsOver() {
        DeliveringGateway dead = new DeliveringGateway(database, "PT0S");
        dead.subscribe(subscription);
        StoredEvent event = executedPayment(ids.next(), Instant.now());
        dead.events.insert(List.of(event), Duration.ofSeconds(5));
        var past = new DeliveryQueue(database, Duration.ZERO, Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-57)));
        past.add(List.of(past.bornLeased(event.event(), "s1", "dead")), "dead");
        dead.events.fannedOut(List.of(event.event().id()));

        DeliveringGateway gateway = started();

        assertThat(subscriber.requests()).isEmpty();
        await().atMost(Duration.ofSeconds(20)).until(() -> states(gateway), List.of(State.DELIVERED)::equals);
        assertThat(subscriber.requests()).hasSize(1);
    }

    @Test
    void fansOutWhatACrashHasLeftMarkedButMakesNothingAgainThatHasEnded() {
        DeliveringGateway dead = new DeliveringGateway(database, "PT0S");
        dead.subscribe(subscription);
        StoredEvent ended = executedPayment(ids.next(), Instant.now().minusSeconds(20));
        StoredEvent left = executedPayment(ids.next(), Instant.now().minusSeconds(20));
        StoredEvent young = executedPayment(ids.next(), Instant.now().plusSeconds(20));
        dead.events.insert(List.of(ended, left, young), Duration.ofSeconds(5));
        dead.history.insert(List.of(new Result(delivery(ended, "dead"), tried(), new Outcome.Delivered())));

        DeliveringGateway gateway = started();

        await().until(() -> states(gateway), List.of(State.DELIVERED, State.DELIVERED)::equals);
        assertThat(subscriber.requests())
                .extracting(request -> request.header("webhook-id"))
                .containsExactly(left.event().id());
        await().until(() -> gateway.events.marked(FanOut.DUE, Instant.now(), 10).isEmpty());
    }

    @Test
    void refusesTheTokenOfAClaimThatWasLost() {
        DeliveringGateway gateway = new DeliveringGateway(database, "PT0S");
        StoredEvent event = executedPayment(ids.next(), Instant.now());
        gateway.queue.add(List.of(gateway.queue.due(event.event(), "s1")), "none");
        assertThat(database.getCollection("deliveries")
                        .updateOne(new Document(), new Document("$set", new Document("claimToken", "other")))
                        .getModifiedCount())
                .isEqualTo(1);
        Delivery lost = delivery(event, "mine");

        assertThat(gateway.queue.holds(lost)).isFalse();
        assertThat(gateway.queue.retry(lost, Instant.now().plusSeconds(60))).isFalse();
        assertThat(gateway.queue.renew(Set.of(lost.id()), "mine")).isEmpty();
        gateway.queue.release(List.of(lost.id()), "mine");
        gateway.queue.finish(List.of(lost));

        Document untouched = database.getCollection("deliveries").find().first();
        assertThat(untouched.getString("claimToken")).isEqualTo("other");
        assertThat(untouched.getInteger("attempts")).isZero();
    }

    @Test
    void recordsALateAttemptWithoutChangingWhatItsNewOwnerDecided() {
        DeliveringGateway gateway = new DeliveringGateway(database, "PT0S");
        StoredEvent event = executedPayment(ids.next(), Instant.now());
        gateway.history.insert(List.of(new Result(delivery(event, "other"), tried(), new Outcome.Delivered())));
        var late = new Result(
                delivery(event, "mine"),
                new DeliveryListing.Try(Instant.now().minusSeconds(9), 20_000, null, "timeout", null),
                new Outcome.RetryAt(Instant.now(), true));

        gateway.history.add(late, null);
        gateway.history.add(late, null);

        assertThat(gateway.deliveries()).singleElement().satisfies(listed -> {
            assertThat(listed.state()).isEqualTo(State.DELIVERED);
            assertThat(listed.attempts()).hasSize(2);
        });
    }

    @Test
    void returnsWhatItHasNotStartedWhenItStopsAndFinishesTheRest() throws Exception {
        var hold = new CountDownLatch(1);
        subscriber.script((request, out) -> {
            hold.await();
            status(200).answer(request, out);
        });
        DeliveringGateway gateway = started();
        gateway.subscribe(subscription);
        StoredEvent[] stored = new StoredEvent[20];
        for (int i = 0; i < stored.length; i++) {
            stored[i] = executedPayment(ids.next(), Instant.now());
        }
        gateway.store(stored);
        await().until(() -> subscriber.requests().size() == 4);

        var stop = new Thread(gateway::close);
        stop.start();
        await().until(() ->
                database.getCollection("deliveries").countDocuments(new Document("claimToken", null)) == 16);
        hold.countDown();
        stop.join();

        assertThat(states(gateway)).filteredOn(State.DELIVERED::equals).hasSize(4);
        for (Document left : database.getCollection("deliveries").find()) {
            assertThat(left.getInteger("attempts")).isZero();
            assertThat(left.getDate("leaseUntil").getTime()).isZero();
        }
        DeliveringGateway next = started();
        await().until(() -> states(next).stream().allMatch(State.DELIVERED::equals));
        assertThat(subscriber.requests()).hasSize(20);
    }

    @Test
    void givesASubscriptionOfAnotherGatewayWhatAnOlderViewHasMissed() {
        DeliveringGateway gateway = started();
        DeliveringGateway other = new DeliveringGateway(database, "PT0S");
        other.subscribe(subscription);
        StoredEvent event = executedPayment(ids.next(), Instant.now());
        StoredEvent earlier = executedPayment(ids.next(), SubscriptionFixtures.CREATED.minusSeconds(1));
        gateway.store(event, earlier);
        await().until(() -> gateway.events.marked(FanOut.DUE, Instant.now(), 10).isEmpty());
        assertThat(gateway.deliveries()).isEmpty();

        gateway.directory.follow();

        await().until(() -> states(gateway), List.of(State.DELIVERED)::equals);
        assertThat(subscriber.requests())
                .extracting(request -> request.header("webhook-id"))
                .containsExactly(event.event().id());
    }

    @Test
    void pagesThroughWhatIsPendingAndWhatHasEnded() {
        DeliveringGateway gateway = new DeliveringGateway(database, "PT0S");
        List<StoredEvent> stored = List.of(
                executedPayment(ids.next(), Instant.now()),
                executedPayment(ids.next(), Instant.now()),
                executedPayment(ids.next(), Instant.now()));
        gateway.history.insert(List.of(new Result(delivery(stored.get(1), "t"), tried(), new Outcome.Delivered())));
        gateway.queue.add(
                List.of(
                        gateway.queue.due(stored.get(0).event(), "s1"),
                        gateway.queue.due(stored.get(2).event(), "s2")),
                "none");

        assertThat(states(gateway)).containsExactly(State.PENDING, State.DELIVERED, State.PENDING);
        List<DeliveryListing> page = gateway.history.find(query(null, null, null, null, 2));
        assertThat(page).hasSize(2);
        assertThat(gateway.history.find(query(null, null, null, page.get(1).id(), 2)))
                .extracting(DeliveryListing::webHookId)
                .containsExactly("s2");
        assertThat(gateway.history.find(query(stored.get(1).event().id(), null, null, null, 9)))
                .hasSize(1);
        assertThat(gateway.history.find(query(null, "s1", null, null, 9))).hasSize(2);
        assertThat(gateway.history.find(query(null, null, State.PENDING, null, 9)))
                .hasSize(2);
        assertThat(gateway.history.find(query(null, null, State.DELIVERED, null, 9)))
                .hasSize(1);
        assertThat(gateway.history.find(new DeliveryHistory.Query("other", null, null, null, null, 9)))
                .isEmpty();
    }

    @Test
    void retriesForOthersWhileManyWaitForASlowOne() throws Exception {
        var slow = new ScriptedServer(status(200));
        toClose.add(slow);
        subscriber.script(status(500));
        DeliveringGateway gateway = started();
        gateway.subscribe(SubscriptionFixtures.limited("slow", slow.url("/"), 0.1), subscription);
        for (int i = 0; i < 100; i++) {
            gateway.store(executedPayment(ids.next(), Instant.now()));
        }
        subscriber.script(status(200));

        await().atMost(Duration.ofSeconds(30))
                .until(() -> gateway.history.find(query(null, "s1", null, null, 1000)).stream()
                                .filter(listed -> listed.state() != State.PENDING)
                                .count()
                        == 100);
    }

    @Test
    void cancelsWhatIsPendingForADeletedSubscriptionWhoseIdAnotherHasGot() {
        subscriber.script(status(503));
        DeliveringGateway gateway = started();
        gateway.subscribe(subscription);
        gateway.store(executedPayment(ids.next(), Instant.now()));
        await().until(() -> subscriber.requests().size() == 1);

        gateway.subscriptions.delete(gateway.subscriptions.find("default", "s1").orElseThrow());
        gateway.subscribe(
                SubscriptionFixtures.createdAt(Instant.now().plusSeconds(1), "s1", subscriber.url("/another")));

        await().until(() -> states(gateway), List.of(State.CANCELLED)::equals);
        assertThat(subscriber.requests()).noneMatch(request -> request.line().contains("another"));
    }

    private static DeliveryHistory.Query query(
            @Nullable String event, @Nullable String hook, @Nullable State state, @Nullable String after, int limit) {
        return new DeliveryHistory.Query("default", event, hook, state, after, limit);
    }

    private static Delivery delivery(StoredEvent event, String token) {
        return new Delivery("default", event.event().id(), "s1", event.body(), token, 0);
    }

    private static DeliveryListing.Try tried() {
        return new DeliveryListing.Try(Instant.now(), 5, 200, "delivered", null);
    }

    private static List<State> states(DeliveringGateway gateway) {
        return gateway.deliveries().stream().map(DeliveryListing::state).toList();
    }

    private DeliveringGateway started() {
        DeliveringGateway gateway = new DeliveringGateway(database, "PT0S", "PT1S").start();
        toClose.add(0, gateway);
        return gateway;
    }
}
