package dev.tributary.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import dev.tributary.delivery.store.Attempt;
import dev.tributary.delivery.store.DeliveryListing;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.delivery.store.DeliveryQuery;
import dev.tributary.event.EventFixtures;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.mongo.page.ListOrder;
import dev.tributary.subscription.handler.EventHandler;
import dev.tributary.subscription.handler.ReceivedEvent;
import dev.tributary.subscription.handler.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What delivery promises to Java handlers, on every server of the protocol. */
@Timeout(120)
abstract class HandlerDeliveryContract {

    private static final String EXECUTED = "bank.payment.executed.v1";
    private static final String LINKED = "bank.account.linked.v1";

    private final List<AutoCloseable> toClose = new ArrayList<>();
    private MongoDatabase database;

    abstract MongoDatabase freshDatabase();

    @BeforeEach
    void open() {
        database = freshDatabase();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : toClose) {
            resource.close();
        }
    }

    /** Keeps what it gets. */
    private static final class Taken implements EventHandler {

        final List<ReceivedEvent> events = new CopyOnWriteArrayList<>();

        @Override
        public void handle(ReceivedEvent event) {
            events.add(event);
        }

        List<String> ids() {
            return events.stream().map(ReceivedEvent::id).toList();
        }
    }

    @Test
    void handsEachEventToAllHandlersOfItsTypeAndTenant() {
        DeliveringGateway gateway = gateway();
        var exact = new Taken();
        var second = new Taken();
        var prefix = new Taken();
        var all = new Taken();
        var ofOther = new Taken();
        gateway.handlers.register("exact", EXECUTED, exact);
        gateway.handlers.register("second", EXECUTED, second);
        gateway.handlers.register("prefix", "bank.account.*", prefix);
        gateway.handlers.register("all", "*", all);
        gateway.handlers.register(new Registration("other", "*", "other", ofOther));
        StoredEvent payment = event(EXECUTED);
        StoredEvent account = event(LINKED);
        StoredEvent foreign = StoredEvent.of(EventFixtures.ofTenant("other", EXECUTED));
        gateway.store(payment, account, foreign);

        await().until(() -> all.events.size() == 3 && exact.events.size() == 2 && second.events.size() == 2);
        await().until(() -> prefix.events.size() == 1 && ofOther.events.size() == 1);
        assertThat(all.ids()).containsExactlyInAnyOrder(payment.id(), account.id(), foreign.id());
        assertThat(exact.ids()).containsExactlyInAnyOrder(payment.id(), foreign.id());
        assertThat(second.ids()).containsExactlyInAnyOrder(payment.id(), foreign.id());
        assertThat(ofOther.ids()).containsExactly(foreign.id());
        assertThat(prefix.events).singleElement().satisfies(event -> {
            assertThat(event.id()).isEqualTo(account.id());
            assertThat(event.type()).isEqualTo(LINKED);
            assertThat(event.tenant()).isEqualTo("default");
            assertThat(event.attributes()).containsEntry("provider", "tink").containsEntry("subject", "payments/p1");
            assertThat(event.attributes()).doesNotContainKey("data");
            assertThat(event.json()).isEqualTo(account.body());
        });
        await().until(() -> ids(gateway, State.DELIVERED, "default").size() == 5);
        assertThat(ids(gateway, State.DELIVERED, "default"))
                .containsExactlyInAnyOrder(
                        payment.id() + ":handler.exact",
                        payment.id() + ":handler.second",
                        payment.id() + ":handler.all",
                        account.id() + ":handler.prefix",
                        account.id() + ":handler.all");
        await().until(() -> ids(gateway, State.DELIVERED, "other").size() == 4);
    }

    @Test
    void retriesAHandlerThatThrowsAndKeepsItsMessageSecret() {
        DeliveringGateway gateway = gateway();
        var calls = new AtomicInteger();
        gateway.handlers.register("ledger", EXECUTED, event -> {
            if (calls.incrementAndGet() == 1) {
                throw new java.io.IOException("password");
            }
        });
        gateway.store(event(EXECUTED));

        await().until(() -> ids(gateway, State.DELIVERED, "default").size() == 1);
        assertThat(calls).hasValue(2);
        List<Attempt> attempts = gateway.deliveries().get(0).attempts();
        assertThat(attempts).extracting(Attempt::outcome).containsExactly("error", "delivered");
        assertThat(attempts.get(0).response()).isEqualTo("java.io.IOException");
        assertThat(attempts.get(0).status()).isNull();
    }

    @Test
    void aHandlerThatIgnoresItsInterruptionHoldsUpNoOther() {
        DeliveringGateway gateway = gateway();
        var release = new CompletableFuture<Void>();
        var quick = new Taken();
        var started = new AtomicInteger();
        gateway.handlers.register("stuck", EXECUTED, event -> {
            started.incrementAndGet();
            release.join(); // which no interruption ends
        });
        gateway.handlers.register("quick", EXECUTED, quick);
        gateway.store(IntStream.range(0, 30).mapToObj(i -> event(EXECUTED)).toArray(StoredEvent[]::new));

        await().until(() -> quick.events.size() == 30);
        await().until(() -> gateway.deliveries().stream()
                .flatMap(delivery -> delivery.attempts().stream())
                .anyMatch(attempt -> attempt.outcome().equals("timeout")));
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10)).until(() -> started.get() < 30);
        release.complete(null);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> ids(gateway, State.DELIVERED, "default").size() == 60);
    }

    @Test
    void getsWhatIsRecordedFromItsRegistrationOn() throws Exception {
        DeliveringGateway gateway = gateway();
        List<String> before = new CopyOnWriteArrayList<>();
        List<String> after = new CopyOnWriteArrayList<>();
        var go = new CountDownLatch(1);
        var registered = new CountDownLatch(1);
        CompletableFuture<Void> flow = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 400; i++) {
                boolean counts = registered.getCount() == 0;
                StoredEvent event = event(EXECUTED);
                gateway.store(event);
                if (counts) {
                    after.add(event.id());
                } else if (go.getCount() > 0) {
                    before.add(event.id());
                }
                if (i == 100) {
                    go.countDown();
                    await().until(() -> registered.getCount() == 0);
                }
            }
        });
        go.await();
        Instant last = TimeOrderedId.instantOf(before.get(before.size() - 1));
        // what is recorded in the millisecond of the registration counts as recorded after it
        await().pollInterval(Duration.ofMillis(1)).until(() -> Instant.now().minusMillis(1), last::isBefore);
        var taken = new Taken();
        gateway.handlers.register("ledger", "bank.*", taken);
        registered.countDown();
        flow.join();

        await().until(() -> taken.ids().containsAll(after));
        assertThat(after).hasSizeGreaterThan(100);
        assertThat(taken.ids()).doesNotHaveDuplicates().doesNotContainAnyElementsOf(before);
    }

    @Test
    void getsAfterARestartWhatWasStoredWhileNoGatewayHadIt() {
        DeliveringGateway first = gateway();
        first.handlers.register("ledger", EXECUTED, event -> {
            throw new IllegalStateException();
        });
        StoredEvent failed = event(EXECUTED);
        first.store(failed);
        await().until(() -> !first.deliveries().isEmpty()
                && !first.deliveries().get(0).attempts().isEmpty());
        assertThat(first.handlers.unregister("ledger")).isTrue();
        StoredEvent unseen = event(EXECUTED);
        first.store(unseen);
        await().until(() -> ids(first, State.PENDING, "default").size() == 2);
        first.close();
        toClose.remove(first);

        DeliveringGateway restarted = gateway();
        StoredEvent later = event(EXECUTED);
        restarted.store(later);
        await().during(Duration.ofSeconds(2))
                .until(() -> ids(restarted, State.PENDING, "default").size() == 3);
        var taken = new Taken();
        restarted.handlers.register("ledger", EXECUTED, taken);
        await().until(() -> ids(restarted, State.DELIVERED, "default").size() == 3);
        assertThat(taken.ids()).containsExactlyInAnyOrder(failed.id(), unseen.id(), later.id());
    }

    @Test
    void getsWhatAGatewayStoredThatDoesNotHaveIt() {
        DeliveringGateway without = gateway();
        DeliveringGateway with = gateway();
        var taken = new Taken();
        with.handlers.register("ledger", EXECUTED, taken);
        await().until(() -> without.directory.find("handler.ledger").isPresent());
        List<String> stored = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            StoredEvent event = event(EXECUTED);
            stored.add(event.id());
            without.store(event);
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> taken.events.size() == 20);
        assertThat(taken.ids()).containsExactlyInAnyOrderElementsOf(stored);
        assertThat(without.metrics.find("tributary.delivery.attempts").counters())
                .isEmpty();
        assertThat(without.handlers.list()).isEmpty();
    }

    @Test
    void deletingAHandlerCancelsWhatIsPending() {
        DeliveringGateway gateway = gateway();
        gateway.handlers.register("ledger", EXECUTED, new Taken());
        gateway.handlers.unregister("ledger");
        gateway.store(event(EXECUTED));
        await().until(() -> ids(gateway, State.PENDING, "default").size() == 1);

        assertThat(gateway.handlers.delete("ledger")).isTrue();
        await().until(() -> ids(gateway, State.CANCELLED, "default").size() == 1);
        assertThat(gateway.handlers.delete("ledger")).isFalse();
        var taken = new Taken();
        gateway.handlers.register("ledger", EXECUTED, taken);
        StoredEvent later = event(EXECUTED);
        gateway.store(later);
        await().untilAsserted(() -> assertThat(taken.ids()).containsExactly(later.id()));
    }

    @Test
    void aRegistrationWithAnotherTypeReplacesTheStoredOne() {
        DeliveringGateway gateway = gateway();
        gateway.handlers.register("ledger", EXECUTED, new Taken());
        gateway.handlers.unregister("ledger");
        var taken = new Taken();
        gateway.handlers.register("ledger", "bank.account.*", taken);
        StoredEvent account = event(LINKED);
        gateway.store(event(EXECUTED), account);

        await().until(() -> ids(gateway, State.DELIVERED, "default").size() == 1);
        assertThat(taken.ids()).containsExactly(account.id());
    }

    private static StoredEvent event(String type) {
        return StoredEvent.of(EventFixtures.ofTenant("default", type));
    }

    private static List<String> ids(DeliveringGateway gateway, State state, String tenant) {
        return gateway
                .reader
                .find(new DeliveryQuery(
                        tenant, null, null, null, state, null, null, null, null, ListOrder.ASCENDING, null, 1000))
                .found()
                .stream()
                .map(DeliveryListing::id)
                .toList();
    }

    private DeliveringGateway gateway() {
        var gateway = new DeliveringGateway(database, "PT0S", "PT1S", "PT1S", "PT1S", "PT1S", "PT5S", "PT5S").start();
        toClose.add(gateway);
        return gateway;
    }
}
