package dev.tributary.delivery;

import static com.mongodb.client.model.Filters.eq;
import static dev.tributary.egress.ScriptedServer.status;
import static dev.tributary.subscription.SubscriptionFixtures.everything;
import static dev.tributary.subscription.SubscriptionFixtures.executedPayment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoDatabase;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.egress.ScriptedServer.Request;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.subscription.Subscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to endpoints that fail throughout, on every server of the protocol. */
@Timeout(120)
abstract class FailingEndpointContract {

    private static final String DISABLED = "gateway.subscription.disabled.v1";
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final TimeOrderedId ids = new TimeOrderedId(Clock.systemUTC());
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private MongoDatabase database;
    private ScriptedServer failing;
    private ScriptedServer other;

    abstract MongoDatabase freshDatabase();

    @BeforeEach
    void open() throws Exception {
        database = freshDatabase();
        failing = server(500);
        other = server(200);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : toClose) {
            resource.close();
        }
    }

    @Test
    void disablesAnEndpointThatFailedThroughoutAndTellsTheOthersOnce() throws Exception {
        DeliveringGateway gateway = gateway(SHORT);
        gateway(SHORT);
        gateway.subscribe(everything("bad", failing.url("/")), everything("good", other.url("/")));
        Instant before = Instant.now().minusSeconds(1);
        gateway.store(event());

        await().atMost(Duration.ofSeconds(30))
                .until(() -> !subscription(gateway, "bad").enabled());
        assertThat(Duration.between(before, Instant.now())).isGreaterThan(SHORT);
        Subscription disabled = subscription(gateway, "bad");
        assertThat(disabled.disabledReason()).matches("every attempt since 2\\S+Z failed");
        await().until(() -> !notices(other).isEmpty());
        JsonNode notice = notices(other).get(0);
        assertThat(notice.path("source").asText()).isEqualTo("https://gateway.example.com/subscriptions");
        assertThat(notice.path("subject").asText()).isEqualTo("subscriptions/bad");
        assertThat(notice.path("provider").asText()).isEqualTo("gateway");
        assertThat(notice.path("dataschema").asText())
                .isEqualTo("https://gateway.example.com/schemas/gateway/1.0.json");
        assertThat(notice.at("/data/id").asText()).isEqualTo("bad");
        assertThat(notice.at("/data/name").asText()).isEqualTo("All events");
        assertThat(notice.at("/data/reason").asText()).isEqualTo(disabled.disabledReason());
        assertThat(Instant.parse(notice.at("/data/disabledAt").asText()))
                .isEqualTo(disabled.moments().modified());
        await().during(Duration.ofSeconds(1)).until(() -> notices(other).size() == 1);
        assertThat(notices(failing)).isEmpty();
        assertThat(subscription(gateway, "good").enabled()).isTrue();
    }

    @Test
    void tellsOfAnEndpointThatIsGone() throws Exception {
        failing.script(status(410));
        DeliveringGateway gateway = gateway(Duration.ofDays(5));
        gateway.subscribe(everything("bad", failing.url("/")), everything("good", other.url("/")));
        gateway.store(event());

        await().until(() -> !notices(other).isEmpty());
        assertThat(notices(other).get(0).at("/data/reason").asText()).contains("410");
        assertThat(failing.requests()).hasSize(1);
    }

    @Test
    void forgetsThatAnEndpointFailedOnceItHasSucceeded() throws Exception {
        failing.script(status(200));
        DeliveringGateway gateway = gateway(Duration.ofDays(5));
        gateway.subscribe(everything("s1", failing.url("/")));
        Instant longAgo = Instant.now().minus(Duration.ofDays(9)).truncatedTo(ChronoUnit.MILLIS);
        gateway.subscriptions.failing("s1", failing.url("/"), longAgo);
        assertThat(subscription(gateway, "s1").moments().failingSince()).isEqualTo(longAgo);
        gateway.store(event());
        await().until(() -> subscription(gateway, "s1").moments().failingSince() == null);

        failing.script(status(500));
        gateway.store(event());

        await().until(() -> failing.requests().size() >= 4);
        assertThat(subscription(gateway, "s1").enabled()).isTrue();
    }

    @Test
    void disablesAtTheNextFailureWhereAnotherGatewayHasStoredSinceWhen() throws Exception {
        DeliveringGateway gateway = gateway(Duration.ofDays(5));
        gateway.subscribe(everything("s1", failing.url("/")));
        gateway.subscriptions.failing("s1", failing.url("/"), Instant.now().minus(Duration.ofDays(6)));
        gateway.store(event());

        await().until(() -> !subscription(gateway, "s1").enabled());
        assertThat(failing.requests()).hasSizeLessThan(3);
    }

    @Test
    void tellsOnceWhatACrashBetweenDisablingAndNoticeHasLeft() throws Exception {
        DeliveringGateway one = gateway(Duration.ofDays(5));
        DeliveringGateway two = gateway(Duration.ofDays(5));
        one.subscribe(everything("bad", failing.url("/")), everything("good", other.url("/")));
        one.subscriptions.disable("bad", failing.url("/"), "gone", Instant.now());
        Subscription disabled = subscription(one, "bad");
        one.subscriptions.replace(disabled.signingWith(disabled.signing(), Instant.now()));

        Stream.of(one, two, one, two).parallel().forEach(gateway -> gateway.notices.round());

        await().until(() -> notices(other).size() == 1);
        assertThat(database.getCollection("events").countDocuments(eq("type", DISABLED)))
                .isOne();
        await().during(Duration.ofMillis(500)).until(() -> notices(other).size() == 1);
    }

    private static Subscription subscription(DeliveringGateway gateway, String id) {
        return gateway.subscriptions.find("default", id).orElseThrow();
    }

    private static List<JsonNode> notices(ScriptedServer server) {
        return server.requests().stream()
                .map(FailingEndpointContract::json)
                .filter(event -> event.path("type").asText().equals(DISABLED))
                .toList();
    }

    private static JsonNode json(Request request) {
        try {
            return new ObjectMapper().readTree(request.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DeliveringGateway gateway(Duration disableAfter) {
        String[] schedule = new String[60];
        java.util.Arrays.fill(schedule, "PT0.3S");
        schedule[0] = "PT0S";
        DeliveringGateway gateway = new DeliveringGateway(database, disableAfter, schedule).start();
        toClose.add(0, gateway);
        return gateway;
    }

    private ScriptedServer server(int status) throws IOException {
        var server = new ScriptedServer(status(status));
        toClose.add(server);
        return server;
    }

    private StoredEvent event() {
        return executedPayment(ids.next(), Instant.now());
    }
}
