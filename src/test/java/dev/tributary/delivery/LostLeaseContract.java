package dev.tributary.delivery;

import static dev.tributary.delivery.store.DeliveryListing.State.DELIVERED;
import static dev.tributary.egress.ScriptedServer.status;
import static dev.tributary.subscription.SubscriptionFixtures.everything;
import static dev.tributary.subscription.SubscriptionFixtures.executedPayment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.mongodb.client.MongoDatabase;
import dev.tributary.delivery.store.Delivery;
import dev.tributary.delivery.store.DeliveryListing;
import dev.tributary.delivery.store.NewDelivery;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.platform.membership.CommonFeed;
import dev.tributary.platform.membership.GatewayStore;
import dev.tributary.platform.membership.Membership;
import dev.tributary.platform.membership.Memberships;
import dev.tributary.subscription.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A gateway that stood still, so that another one has made its deliveries, and that does not know this yet. */
@Timeout(60)
abstract class LostLeaseContract {

    private final TimeOrderedId ids = new TimeOrderedId(Clock.systemUTC());
    private final AtomicLong stoodStill = new AtomicLong();
    /** What happens once fan-out has looked whether the gateway has its lease. */
    private final AtomicReference<@Nullable Runnable> afterLook = new AtomicReference<>();

    private final StoredEvent delivered = executedPayment(ids.next(), Instant.now());
    private final StoredEvent left = executedPayment(ids.next(), Instant.now());
    private MongoDatabase database;
    private ScriptedServer subscriber;
    private DeliveringGateway gateway;

    abstract MongoDatabase freshDatabase();

    @BeforeEach
    void open() throws Exception {
        database = freshDatabase();
        subscriber = new ScriptedServer(status(200));
        gateway = gateway("PT0S", "PT1S");
    }

    @AfterEach
    void close() throws Exception {
        gateway.close();
        subscriber.close();
    }

    /** Whose clock was ahead, or who stored events before this one began. */
    @Test
    void storesNothingWhereReadersOfOthersHaveBeen() {
        String shown = TimeOrderedId.lowest(Instant.now().plus(Duration.ofMinutes(2)));
        Membership other = Memberships.of(database);
        other.beat(ids.floor());
        assertThat(new CommonFeed(new GatewayStore(database), other, false).horizon(shown))
                .contains(shown);
        start();
        await().until(() -> gateway.fanOut.horizon().compareTo(shown) >= 0);
    }

    @Test
    void sendsNothingAgainThatItHasNoPlaceForInMemory() {
        gateway = gateway("PT0.1S", "PT1S");
        start();
        standStill();
        gateway.anotherHasDelivered(delivered, "s1");

        gateway.store(delivered, left);
        await().until(() -> gateway.fanOut.open() == 0);

        gateway.membership.beat("");
        assertOnlyWhatIsLeftIsSent();
    }

    @Test
    void sendsNothingAgainThatItWasAboutToPutIntoTheQueue() {
        gateway = gateway("PT0.1S", "PT1S");
        start();
        afterLook.set(() -> {
            standStill();
            gateway.anotherHasDelivered(delivered, "s1");
        });

        gateway.store(delivered, left);
        await().until(() -> gateway.fanOut.open() == 0);

        assertThat(afterLook.get()).isNull();
        gateway.membership.beat("");
        assertOnlyWhatIsLeftIsSent();
    }

    /** Fan-out is behind when the gateway looks again at what it had sent under its former name. */
    @Test
    void sendsOnceWhatItStoresWhenItHasItsNewName() {
        gateway = gateway("PT0.1S", "PT1S");
        start();
        var goesOn = new CountDownLatch(1);
        var standsStill = new CountDownLatch(1);
        afterLook.set(() -> {
            standsStill.countDown();
            assertDoesNotThrow(() -> goesOn.await());
        });
        gateway.store(left);
        assertDoesNotThrow(() -> standsStill.await());
        takeOver();
        gateway.fanOut.beat();
        StoredEvent fresh = executedPayment(ids.next(), Instant.now());
        gateway.store(fresh);
        gateway.fanOut.takeOver();
        await("what was added to the queue is sent")
                .until(() -> database.getCollection("deliveries").countDocuments() == 0);

        goesOn.countDown();

        await().until(() -> gateway.deliveries().size() == 2 && gateway.fanOut.open() == 0);
        await().until(() -> database.getCollection("deliveries").countDocuments() == 0);
        assertThat(sent()).containsExactlyInAnyOrder(left.id(), fresh.id());
    }

    @Test
    void closesWhatWasErasedBeforeItHasItsNewName() {
        start();
        standStill();
        gateway.store(delivered);
        await().until(() -> gateway.fanOut.waiting() == 0);
        gateway.events.remove(List.of(delivered.id()));
        takeOver();
        gateway.fanOut.beat();
        await().until(() -> gateway.fanOut.open() == 0);
    }

    /** Fan-out had begun with it when the gateway learnt that another one has taken over. */
    @Test
    void sendsNothingUnderItsNewNameThatItStoredUnderTheFormerOne() {
        start();
        gateway.fanOut.storeSilently(delivered);
        Subscription s1 = gateway.directory.find("s1").orElseThrow();
        var found = new NewDelivery(delivered, s1, gateway.membership.writer(), null, () -> {});
        takeOver();
        gateway.anotherHasDelivered(delivered, "s1");
        assertThat(gateway.membership.beat("")).isFalse();
        gateway.membership.beat("");

        assertThat(gateway.deliveries.offer(found)).isTrue();
        gateway.deliveries.queue(List.of(found));

        gateway.store(left);
        assertOnlyWhatIsLeftIsSent();
    }

    @Test
    void sendsNothingAgainThatItPutsBackWhenItStops() {
        start();
        standStill();
        gateway.store(delivered, left);
        gateway.anotherHasDelivered(delivered, "s1");

        gateway.close();

        gateway = gateway("PT0S", "PT1S");
        start();
        gateway.deliveries.takeOver(Set.of("s1"));
        assertOnlyWhatIsLeftIsSent();
    }

    @Test
    void speaksOfNoTakeOverWhereAGatewayWasStoppedInOrder() {
        var said = new ListAppender<ILoggingEvent>();
        said.start();
        var log = (Logger) LoggerFactory.getLogger("dev.tributary");
        log.addAppender(said);
        Level before = log.getLevel();
        log.setLevel(Level.INFO);
        try {
            gateway.start();
            await().until(() -> database.getCollection("gateways").countDocuments() == 1);
            gateway.close();
            gateway = gateway("PT0S", "PT1S").start();
            await().until(gateway.membership::holdsLease);
            await().until(() -> database.getCollection("gateways").countDocuments() == 1);
            assertThat(said.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .noneMatch(line -> line.contains("gateway"));
        } finally {
            log.setLevel(before);
            log.detachAppender(said);
        }
    }

    @ParameterizedTest(name = "first wait {0}: from memory, or claimed from the queue")
    @ValueSource(strings = {"PT0S", "PT0.1S"})
    void retriesNothingThatAnotherHasDeliveredMeanwhile(String firstWait) {
        gateway = gateway(firstWait, "PT1S");
        var answer = new CountDownLatch(1);
        subscriber.script((request, out) -> {
            answer.await();
            status(500).answer(request, out);
        });
        start();
        gateway.store(delivered);
        await().until(() -> subscriber.requests().size() == 1);
        standStill();
        gateway.anotherHasDelivered(delivered, "s1");
        gateway.queue.remove(List.of(Delivery.id(delivered.id(), "s1")));

        subscriber.script(status(200));
        answer.countDown();

        await().until(() -> listed(delivered).attempts().size() == 2);
        gateway.membership.beat("");
        gateway.store(left);
        await().until(() -> listed(left).state() == DELIVERED);
        assertThat(listed(delivered).state()).isEqualTo(DELIVERED);
        assertThat(sent()).containsExactly(delivered.id(), left.id());
    }

    private DeliveringGateway gateway(String... schedule) {
        Membership membership = Memberships.of(database, this::nanoTime);
        return new DeliveringGateway(database, membership, Duration.ofDays(5), schedule);
    }

    private long nanoTime() {
        long now = System.nanoTime() + stoodStill.get();
        if (Thread.currentThread().getName().equals("fan-out")) {
            Runnable next = afterLook.getAndSet(null);
            if (next != null) {
                next.run();
            }
        }
        return now;
    }

    private void start() {
        gateway.startWithoutHeartbeat();
        if (gateway.subscriptions.find("default", "s1").isEmpty()) {
            gateway.subscribe(everything("s1", subscriber.url("/")));
        }
        await().until(() -> gateway.directory.find("s1").isPresent());
        gateway.membership.beat("");
    }

    private void standStill() {
        stoodStill.addAndGet(TimeUnit.SECONDS.toNanos(12));
        assertThat(gateway.membership.holdsLease()).isFalse();
    }

    /** Another gateway has taken over, which this one does not know yet. */
    private void takeOver() {
        var other = new Membership(new GatewayStore(database), true, System::nanoTime);
        other.beat("");
        assertThat(other.takeOver()).hasSize(1);
    }

    private void assertOnlyWhatIsLeftIsSent() {
        await().ignoreExceptions()
                .until(() ->
                        listed(delivered).state() == DELIVERED && listed(left).state() == DELIVERED);
        await().until(() -> database.getCollection("deliveries").countDocuments() == 0);
        assertThat(sent()).containsExactly(left.id());
    }

    private List<String> sent() {
        return subscriber.requests().stream()
                .map(request -> request.header("webhook-id"))
                .toList();
    }

    private DeliveryListing listed(StoredEvent event) {
        return gateway.deliveries().stream()
                .filter(listed -> listed.eventId().equals(event.id()))
                .findFirst()
                .orElseThrow();
    }
}
