package dev.tributary.delivery;

import static dev.tributary.egress.ScriptedServer.status;
import static dev.tributary.subscription.SubscriptionFixtures.everything;
import static dev.tributary.subscription.SubscriptionFixtures.executedPayment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import dev.tributary.delivery.store.Attempt;
import dev.tributary.delivery.store.Delivery;
import dev.tributary.delivery.store.Delivery.Claimed;
import dev.tributary.delivery.store.Delivery.Result;
import dev.tributary.delivery.store.DeliveryListing;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.delivery.store.DeliveryOutcome;
import dev.tributary.delivery.store.DeliveryQueue;
import dev.tributary.delivery.store.DeliveryQueue.Due;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.mongo.LeaseQueue;
import dev.tributary.platform.membership.Membership;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionFixtures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.bson.Document;
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
    void claimsWhatADeadGatewayHadClaimedWhenItsLeaseIsOver() {
        DeliveringGateway dead = new DeliveringGateway(database, "PT0S");
        dead.subscribe(subscription);
        StoredEvent event = executedPayment(ids.next(), Instant.now());
        dead.events.insert(List.of(event), "dead", Duration.ofSeconds(5));
        Duration nearlyOver = LeaseQueue.LEASE.minusSeconds(3).negated();
        var past = new DeliveryQueue(database, Clock.offset(Clock.systemUTC(), nearlyOver));
        past.addLeased(List.of(new Due(delivery(event, "dead"), Instant.now().minusSeconds(90))), "dead");

        DeliveringGateway gateway = started();

        assertThat(subscriber.requests()).isEmpty();
        await().atMost(Duration.ofSeconds(20)).until(() -> states(gateway), List.of(State.DELIVERED)::equals);
        assertThat(subscriber.requests()).hasSize(1);
    }

    @Test
    void doesNotSendAgainWhatADeadGatewayHasDeliveredAndNotTakenOutOfTheQueue() {
        DeliveringGateway dead = new DeliveringGateway(database, "PT0S");
        dead.subscribe(subscription);
        StoredEvent event = executedPayment(ids.next(), Instant.now());
        dead.events.insert(List.of(event), "dead", Duration.ofSeconds(5));
        var past = new DeliveryQueue(
                database,
                Clock.offset(Clock.systemUTC(), LeaseQueue.LEASE.plusSeconds(1).negated()));
        past.addLeased(List.of(new Due(delivery(event, "dead"), Instant.now().minusSeconds(90))), "dead");
        dead.attempts.insert(List.of(new Result(delivery(event, "dead"), attempt(), new DeliveryOutcome.Delivered())));

        DeliveringGateway gateway = started();

        await().until(() -> database.getCollection("deliveries").countDocuments() == 0);
        assertThat(states(gateway)).containsExactly(State.DELIVERED);
        assertThat(subscriber.requests()).isEmpty();
    }

    @Test
    void fansOutWhatADeadGatewayHasStoredSinceItsCheckpointAndMakesNothingAgain() {
        DeliveringGateway dead = new DeliveringGateway(database, "PT0S");
        dead.subscribe(subscription);
        dead.membership.beat("");
        StoredEvent ended = executedPayment(ids.next(), Instant.now());
        StoredEvent left = executedPayment(ids.next(), Instant.now());
        dead.fanOut.storeSilently(ended, left);
        dead.attempts.insert(List.of(new Result(delivery(ended, "dead"), attempt(), new DeliveryOutcome.Delivered())));

        DeliveringGateway gateway = started();

        await().atMost(Membership.LEASE.plusSeconds(10))
                .until(() -> states(gateway), List.of(State.DELIVERED, State.DELIVERED)::equals);
        assertThat(subscriber.requests())
                .extracting(request -> request.header("webhook-id"))
                .containsExactly(left.id());
        await().until(() -> database.getCollection("gateways").countDocuments() == 1);
    }

    @Test
    void fansOutPendingEventsWhoseFanOutACrashHasInterrupted() {
        DeliveringGateway dead = new DeliveringGateway(database, "PT0S");
        dead.subscribe(subscription);
        var before = new TimeOrderedId(Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-10)));
        StoredEvent released = StoredEvent.of(
                executedPayment(before.next(), Instant.now().minusSeconds(10)).event(), Pending.FAN_OUT);
        dead.events.insert(List.of(released), "dead", Duration.ofSeconds(5));

        DeliveringGateway gateway = started();

        await().until(() -> states(gateway), List.of(State.DELIVERED)::equals);
        await().until(() ->
                gateway.stored.pending(Pending.FAN_OUT, "", Instant.now(), 10).isEmpty());
    }

    @Test
    void leavesAClaimThatWasLostToWhoHasItNow() {
        DeliveringGateway gateway = new DeliveringGateway(database, "PT0S");
        StoredEvent event = executedPayment(ids.next(), Instant.now());
        gateway.queue.add(List.of(new Due(delivery(event, "none"), Instant.now())));
        assertThat(database.getCollection("deliveries")
                        .updateOne(new Document(), new Document("$set", new Document("claimToken", "other")))
                        .getModifiedCount())
                .isEqualTo(1);
        Delivery lost = delivery(event, "mine");

        gateway.queue.retry(List.of(new Result(
                lost, attempt(), new DeliveryOutcome.RetryAt(Instant.now().plusSeconds(60), true, null))));
        gateway.queue.release(List.of(lost));
        gateway.queue.finish(List.of(lost));

        Document untouched = database.getCollection("deliveries").find().first();
        assertThat(untouched.getString("claimToken")).isEqualTo("other");
        assertThat(untouched.getInteger("attempts")).isZero();
    }

    @Test
    void listsADeliveryThatTwoGatewaysSentOnceWithBothAttempts() {
        DeliveringGateway gateway = new DeliveringGateway(database, "PT0S");
        StoredEvent event = executedPayment(ids.next(), Instant.now());
        gateway.attempts.insert(
                List.of(new Result(delivery(event, "other"), attempt(), new DeliveryOutcome.Delivered())));
        var late = new Result(
                delivery(event, "mine"),
                new Attempt(Instant.now().minusSeconds(9), 20_000, 500, "refused", null),
                new DeliveryOutcome.Exhausted(false));

        gateway.attempts.insert(List.of(late));
        gateway.attempts.insert(List.of(late));

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

        await().until(() -> states(gateway), List.of(State.DELIVERED)::equals);
        assertThat(subscriber.requests())
                .extracting(request -> request.header("webhook-id"))
                .containsExactly(event.event().id());
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
                .until(() -> gateway.deliveries().stream()
                                .filter(listed -> listed.webHookId().equals("s1"))
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

        gateway.subscriptions.delete(
                "s1", gateway.subscriptions.find("default", "s1").orElseThrow().revision());
        gateway.subscribe(
                SubscriptionFixtures.createdAt(Instant.now().plusSeconds(1), "s1", subscriber.url("/another")));

        await().until(() -> states(gateway), List.of(State.CANCELLED)::equals);
        assertThat(subscriber.requests()).noneMatch(request -> request.line().contains("another"));
    }

    /** A delivery to the subscription {@code s1} that is claimed under a token. */
    static Delivery delivery(StoredEvent event, String token) {
        return new Delivery(
                Delivery.id(event.id(), "s1"),
                "default",
                event.id(),
                event.event().type(),
                "s1",
                event.body(),
                List.of(),
                new Claimed(token, Long.MAX_VALUE));
    }

    private static Attempt attempt() {
        return new Attempt(Instant.now(), 5, 200, "delivered", null);
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
