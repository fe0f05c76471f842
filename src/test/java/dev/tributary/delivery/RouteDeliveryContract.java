package dev.tributary.delivery;

import static dev.tributary.subscription.SubscriptionFixtures.toRoute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.tributary.delivery.store.Attempt;
import dev.tributary.delivery.store.DeliveryListing;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.event.EventFixtures;
import dev.tributary.eventstore.StoredEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Body;
import org.apache.camel.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What delivery promises to Camel routes of the gateway, on every server of the protocol. */
@Timeout(120)
abstract class RouteDeliveryContract {

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

    @SuppressWarnings("ArrayRecordComponent")
    record Message(byte[] body, Map<String, Object> headers) {}

    /** What a route does with a message; public because Camel calls it. */
    public static class Taken {

        final List<Message> messages = new CopyOnWriteArrayList<>();

        public void take(@Body byte[] body, @Headers Map<String, Object> headers) throws Exception {
            messages.add(new Message(body, Map.copyOf(headers)));
        }

        List<Object> ids() {
            return messages.stream()
                    .map(message -> message.headers().get("webhook-id"))
                    .toList();
        }
    }

    @Test
    void handsTheStoredBytesToTheRouteWithTheAttributesAsHeaders() {
        var taken = new Taken();
        DeliveringGateway gateway = gateway().withRoute("ledger", taken).start();
        gateway.subscribe(toRoute("s1", "ledger"));
        StoredEvent event = event();
        gateway.store(event);

        await().until(() -> states(gateway), List.of(State.DELIVERED)::equals);
        assertThat(taken.messages).singleElement().satisfies(message -> {
            assertThat(message.body()).isEqualTo(event.body());
            assertThat(message.headers())
                    .containsEntry("webhook-id", event.id())
                    .containsEntry("Content-Type", "application/cloudevents+json; charset=utf-8")
                    .containsEntry("ce-specversion", "1.0")
                    .containsEntry("ce-id", event.id())
                    .containsEntry("ce-type", "bank.payment.executed.v1")
                    .containsEntry("ce-subject", "payments/p1")
                    .containsEntry("ce-tenantid", "default");
            assertThat(message.headers().keySet())
                    .allMatch(name -> name.startsWith("ce-")
                            || List.of("webhook-id", "Content-Type").contains(name));
        });
        DeliveryListing delivery = gateway.deliveries().get(0);
        assertThat(delivery.webHookId()).isEqualTo("s1");
        assertThat(delivery.attempts()).extracting(Attempt::outcome).containsExactly("delivered");
        assertThat(database.getCollection("deliveries").countDocuments()).isZero();
    }

    @Test
    void retriesARouteThatThrowsAndShowsTheClassOfTheException() {
        var taken = new Taken() {
            @Override
            public void take(@Body byte[] body, @Headers Map<String, Object> headers) throws Exception {
                super.take(body, headers);
                if (messages.size() < 3) {
                    throw new java.io.FileNotFoundException("/with/a/secret");
                }
            }
        };
        DeliveringGateway gateway =
                gateway("PT0S", "PT0.2S", "PT0.2S").withRoute("ledger", taken).start();
        gateway.subscribe(toRoute("s1", "ledger"));
        StoredEvent event = event();
        gateway.store(event);

        await().until(() -> states(gateway), List.of(State.DELIVERED)::equals);
        assertThat(taken.ids()).containsExactly(event.id(), event.id(), event.id());
        List<Attempt> attempts = gateway.deliveries().get(0).attempts();
        assertThat(attempts).extracting(Attempt::outcome).containsExactly("error", "error", "delivered");
        assertThat(attempts)
                .extracting(Attempt::response)
                .containsExactly("java.io.FileNotFoundException", "java.io.FileNotFoundException", null);
        assertThat(attempts.get(1).at()).isAfterOrEqualTo(attempts.get(0).at().plusMillis(200));
    }

    @Test
    void showsADeliveryAsFailedWhenTheScheduleIsUsedUp() {
        DeliveringGateway gateway = gateway("PT0S", "PT0.1S")
                .withRoute("ledger", new Taken() {
                    @Override
                    public void take(@Body byte[] body, @Headers Map<String, Object> headers) {
                        throw new IllegalStateException();
                    }
                })
                .start();
        gateway.subscribe(toRoute("s1", "ledger"));
        gateway.store(event());

        await().until(() -> states(gateway), List.of(State.FAILED)::equals);
    }

    @Test
    void interruptsACallAtItsDeadline() throws Exception {
        var interrupted = new CountDownLatch(1);
        var taken = new Taken() {
            @Override
            public void take(@Body byte[] body, @Headers Map<String, Object> headers) throws Exception {
                super.take(body, headers);
                if (messages.size() == 1) {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                }
            }
        };
        DeliveringGateway gateway =
                gateway("PT0S", "PT0.1S").withRoute("ledger", taken).start();
        gateway.subscribe(toRoute("s1", "ledger"));
        gateway.store(event());

        await().until(() -> states(gateway), List.of(State.DELIVERED)::equals);
        interrupted.await();
        List<Attempt> attempts = gateway.deliveries().get(0).attempts();
        assertThat(attempts).extracting(Attempt::outcome).containsExactly("timeout", "delivered");
        assertThat(attempts.get(0).durationMillis()).isBetween(1000L, 5000L);
    }

    @Test
    void onlyTheGatewayThatHasTheRouteTakesItsDeliveries() {
        DeliveringGateway without = gateway().start();
        without.subscribe(toRoute("s1", "ledger"));
        StoredEvent first = event();
        without.store(first);
        await().during(Duration.ofSeconds(2)).until(() -> states(without), List.of(State.PENDING)::equals);
        assertThat(database.getCollection("deliveries").countDocuments(Filters.eq("claimToken", null)))
                .isEqualTo(1);

        var taken = new Taken();
        DeliveringGateway with = gateway().withRoute("ledger", taken).start();
        List<String> ids = new ArrayList<>(List.of(first.id()));
        for (int i = 0; i < 20; i++) {
            StoredEvent event = event();
            ids.add(event.id());
            (i % 2 == 0 ? with : without).store(event);
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> taken.ids().size() == ids.size());
        assertThat(taken.ids()).containsExactlyInAnyOrderElementsOf(ids);
        await().until(() -> List.copyOf(new java.util.HashSet<>(states(with))), List.of(State.DELIVERED)::equals);
        assertThat(without.metrics.find("tributary.delivery.attempts").counters())
                .isEmpty();
    }

    @Test
    void deliveriesWaitWhileTheRouteIsStopped() throws Exception {
        var taken = new Taken();
        DeliveringGateway gateway = gateway().withRoute("ledger", taken).start();
        gateway.subscribe(toRoute("s1", "ledger"));
        gateway.stopRoute("ledger");
        gateway.store(event());
        await().during(Duration.ofSeconds(1)).until(() -> states(gateway), List.of(State.PENDING)::equals);
        assertThat(gateway.deliveries().get(0).attempts()).isEmpty();
        gateway.startRoute("ledger");

        await().until(() -> states(gateway), List.of(State.DELIVERED)::equals);
        assertThat(taken.messages).hasSize(1);
    }

    @Test
    void handsNothingToTheGatewaysOwnRoutes() {
        DeliveringGateway gateway = gateway().start();
        gateway.subscribe(toRoute("s1", "delivery"));
        gateway.store(event());

        await().during(Duration.ofSeconds(1)).until(() -> states(gateway), List.of(State.PENDING)::equals);
        assertThat(gateway.deliveries().get(0).attempts()).isEmpty();
    }

    private static StoredEvent event() {
        return StoredEvent.of(EventFixtures.ofTenant("default", "bank.payment.executed.v1"));
    }

    private static List<State> states(DeliveringGateway gateway) {
        return gateway.deliveries().stream().map(DeliveryListing::state).toList();
    }

    private DeliveringGateway gateway(String... schedule) {
        var gateway = new DeliveringGateway(database, schedule.length == 0 ? new String[] {"PT0S", "PT1S"} : schedule);
        toClose.add(gateway);
        return gateway;
    }
}
