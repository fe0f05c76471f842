package dev.tributary.delivery;

import static dev.tributary.egress.ScriptedServer.always;
import static dev.tributary.egress.ScriptedServer.status;
import static dev.tributary.subscription.SubscriptionFixtures.everything;
import static dev.tributary.subscription.SubscriptionFixtures.executedPayment;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import com.standardwebhooks.Webhook;
import dev.tributary.delivery.store.Attempt;
import dev.tributary.delivery.store.DeliveryListing;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.egress.ScriptedServer.Request;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.subscription.SubscriptionFixtures;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What delivery promises to subscribers on every server of the protocol. */
@Timeout(120)
abstract class DeliveryContract {

    private final TimeOrderedId ids = new TimeOrderedId(Clock.systemUTC());
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private MongoDatabase database;
    private ScriptedServer subscriber;

    abstract MongoDatabase freshDatabase();

    @BeforeEach
    void open() throws Exception {
        database = freshDatabase();
        subscriber = server(status(200));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : toClose) {
            resource.close();
        }
    }

    @Test
    void deliversTheStoredBytesSignedAndKeepsWhatHappened() throws Exception {
        subscriber.script(always("HTTP/1.1 202 Fine\r\nX-Odd: \u00e9\u00ff", "thanks \u0000\u00ff"));
        DeliveringGateway gateway = gateway("PT0S", "PT1S");
        gateway.subscribe(everything("s1", subscriber.url("/in?a=b")));
        StoredEvent event = event();
        gateway.store(event);

        await().until(() -> states(gateway), List.of(State.DELIVERED)::equals);
        assertThat(subscriber.requests()).hasSize(1);
        Request request = subscriber.requests().get(0);
        assertThat(request.line()).isEqualTo("POST /in?a=b HTTP/1.1");
        assertThat(request.body()).isEqualTo(event.body());
        assertThat(request.headers())
                .containsOnlyKeys(
                        "host",
                        "content-type",
                        "content-length",
                        "connection",
                        "user-agent",
                        "webhook-id",
                        "webhook-timestamp",
                        "webhook-signature")
                .containsEntry("content-type", "application/cloudevents+json; charset=utf-8")
                .containsEntry("webhook-id", event.event().id())
                .containsEntry("user-agent", "Tributary");
        verify(request);
        DeliveryListing delivery = gateway.deliveries().get(0);
        assertThat(delivery.id()).isEqualTo(event.event().id() + ":s1");
        assertThat(delivery.webHookId()).isEqualTo("s1");
        assertThat(delivery.attempts()).singleElement().satisfies(tried -> {
            assertThat(tried.status()).isEqualTo(202);
            assertThat(tried.outcome()).isEqualTo("delivered");
            assertThat(tried.response()).isEqualTo("thanks \uFFFD\uFFFD");
        });
        await().until(() -> database.getCollection("deliveries").countDocuments() == 0);
        await().until(() -> gateway.fanOut.open() == 0);
    }

    @Test
    void retriesOnScheduleWithTheSameIdAndBytesAndANewSignature() throws Exception {
        subscriber.script(status(500));
        DeliveringGateway gateway = gateway("PT0S", "PT2S", "PT1S", "PT1S");
        gateway.subscribe(everything("s1", subscriber.url("/")));
        gateway.store(event());
        await().until(() -> subscriber.requests().size() == 2);
        subscriber.script(status(204));

        await().until(() -> states(gateway), List.of(State.DELIVERED)::equals);
        List<Request> requests = subscriber.requests();
        assertThat(requests).hasSize(3);
        assertThat(requests)
                .extracting(request -> request.header("webhook-id"))
                .containsOnly(requests.get(0).header("webhook-id"));
        assertThat(requests).allSatisfy(DeliveryContract::verify);
        assertThat(requests.get(2).body()).isEqualTo(requests.get(0).body());
        assertThat(requests.get(1).header("webhook-timestamp"))
                .isNotEqualTo(requests.get(0).header("webhook-timestamp"));
        List<Attempt> tries = gateway.deliveries().get(0).attempts();
        assertThat(tries).extracting(Attempt::outcome).containsExactly("refused", "refused", "delivered");
        assertThat(Duration.between(tries.get(0).at(), tries.get(1).at()))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(8));
        assertThat(Duration.between(tries.get(1).at(), tries.get(2).at()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void showsADeliveryThatHasUsedUpItsSchedule() {
        subscriber.script(always("HTTP/1.1 302 Found\r\nLocation: " + subscriber.url("/elsewhere"), "no"));
        DeliveringGateway gateway = gateway("PT0S", "PT0.1S");
        gateway.subscribe(everything("s1", subscriber.url("/in")));
        gateway.store(event());

        await().until(() -> states(gateway), List.of(State.FAILED)::equals);
        assertThat(gateway.deliveries().get(0).attempts())
                .extracting(Attempt::outcome)
                .containsExactly("redirected", "redirected");
        assertThat(subscriber.requests()).hasSize(2).allMatch(request -> request.line()
                .contains(" /in "));
        await().until(() -> gateway.metrics
                        .counter("tributary.deliveries", "outcome", "failed")
                        .count()
                == 1);
    }

    @Test
    void disablesASubscriptionWhoseEndpointIsGoneAndCancelsWhatIsPending() {
        subscriber.script(status(500));
        DeliveringGateway gateway = gateway("PT0S", "PT1H");
        gateway.subscribe(everything("s1", subscriber.url("/")));
        gateway.store(event());
        await().until(() -> gateway.deliveries().stream()
                .anyMatch(listed -> !listed.attempts().isEmpty()));
        assertThat(gateway.deliveries().get(0).nextAttemptAt())
                .isAfter(Instant.now().plusSeconds(3000));
        subscriber.script(status(410));
        gateway.store(event());

        await().until(() -> states(gateway), List.of(State.CANCELLED, State.FAILED)::equals);
        assertThat(gateway.subscriptions.find("default", "s1").orElseThrow().disabledReason())
                .contains("410");
        gateway.store(event());
        await().during(Duration.ofMillis(500)).until(() -> subscriber.requests().size() == 2);
        assertThat(gateway.deliveries()).hasSize(2);
    }

    @Test
    void cancelsWhatIsPendingForADeletedSubscription() {
        subscriber.script(status(503));
        DeliveringGateway gateway = gateway("PT0S", "PT1H");
        gateway.subscribe(everything("s1", subscriber.url("/")));
        gateway.store(event());
        await().until(() -> gateway.deliveries().stream()
                .anyMatch(listed -> !listed.attempts().isEmpty()));

        gateway.subscriptions.delete(
                "s1", gateway.subscriptions.find("default", "s1").orElseThrow().revision());

        await().until(() -> states(gateway), List.of(State.CANCELLED)::equals);
        assertThat(subscriber.requests()).hasSize(1);
    }

    @Test
    void waitsForAsLongAsTheSubscriberAsks() {
        subscriber.script(always("HTTP/1.1 503 Later\r\nRetry-After: 600", ""));
        DeliveringGateway gateway = gateway("PT0S", "PT1S");
        gateway.subscribe(everything("s1", subscriber.url("/")));
        gateway.store(event());

        await().until(() -> gateway.deliveries().stream()
                .anyMatch(listed -> !listed.attempts().isEmpty()));
        assertThat(gateway.deliveries().get(0).nextAttemptAt())
                .isAfter(Instant.now().plusSeconds(550));
    }

    @Test
    void deliversToOthersWhileOneIsDeadAndOneDripsItsAnswer() throws Exception {
        ScriptedServer dripping = server((request, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(UTF_8));
            while (true) {
                out.write('x');
                out.flush();
                TimeUnit.MILLISECONDS.sleep(100);
            }
        });
        DeliveringGateway gateway = gateway("PT0S", "PT1H");
        gateway.subscribe(
                everything("drip", dripping.url("/")),
                everything("dead", "http://127.0.0.1:1/"),
                everything("well", subscriber.url("/")));
        for (int i = 0; i < 50; i++) {
            gateway.store(event());
        }

        await().atMost(Duration.ofSeconds(8)).until(() -> subscriber.requests().size() == 50);
        await().until(() -> gateway.deliveries().stream()
                .filter(listed -> listed.webHookId().equals("drip"))
                .flatMap(listed -> listed.attempts().stream())
                .anyMatch(tried -> tried.outcome().equals("timeout") && tried.durationMillis() < 6000));
    }

    @Test
    void sharesTheWorkOfTwoGatewaysSoThatEachDeliveryIsSentOnce() {
        DeliveringGateway maker = new DeliveringGateway(database, "PT0S", "PT1S");
        maker.subscribe(everything("s1", subscriber.url("/")));
        maker.membership.beat("");
        StoredEvent[] stored = new StoredEvent[150];
        for (int i = 0; i < stored.length; i++) {
            stored[i] = executedPayment(ids.next(), Instant.now().minusSeconds(10));
        }
        maker.fanOut.storeSilently(stored);
        maker.membership.leave("");

        DeliveringGateway one = gateway("PT0S", "PT1S");
        DeliveringGateway other = gateway("PT0S", "PT1S");

        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        states(one).stream().filter(State.DELIVERED::equals).count() == 150);
        assertThat(subscriber.requests()).hasSize(150);
        assertThat(new HashSet<>(subscriber.requests().stream()
                        .map(request -> request.header("webhook-id"))
                        .toList()))
                .hasSize(150);
        await().until(() -> database.getCollection("deliveries").countDocuments() == 0);
        assertThat(other.deliveries()).hasSize(150);
    }

    private static List<State> states(DeliveringGateway gateway) {
        return gateway.deliveries().stream().map(DeliveryListing::state).toList();
    }

    private DeliveringGateway gateway(String... schedule) {
        DeliveringGateway gateway = new DeliveringGateway(database, schedule).start();
        toClose.add(gateway);
        return gateway;
    }

    private ScriptedServer server(ScriptedServer.Script script) throws Exception {
        var server = new ScriptedServer(script);
        toClose.add(0, server);
        return server;
    }

    private StoredEvent event() {
        return executedPayment(ids.next(), Instant.now());
    }

    private static void verify(Request request) throws Exception {
        new Webhook(SubscriptionFixtures.SECRET)
                .verify(
                        new String(request.body(), UTF_8),
                        HttpHeaders.of(
                                Map.of(
                                        "webhook-id", List.of(request.header("webhook-id")),
                                        "webhook-timestamp", List.of(request.header("webhook-timestamp")),
                                        "webhook-signature", List.of(request.header("webhook-signature"))),
                                (name, value) -> true));
    }
}
