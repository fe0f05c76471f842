package dev.tributary.api.configuration;

import static dev.tributary.subscription.SubscriptionFixtures.executedPayment;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.event.Event;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dry run of a web hook: what it would get, and which condition says no. */
class WebHookTestApiTest {

    private static final String HOOKS = "/api/v1/configuration/web-hooks";
    private static final TimeOrderedId IDS = new TimeOrderedId(Clock.systemUTC());
    private static int count;

    private final TestGateway gateway = TestGateway.shared();
    private final EventStore events = gateway.context().getBean(EventStore.class);
    private final String tenant = "dry-run-" + ++count;
    private final String hook = HOOKS + "/" + tenant;
    private String token;

    @BeforeEach
    void create() throws Exception {
        token = gateway.token(tenant, TestGateway.EVERYTHING);
        Answer created = gateway.sendAs(token, "POST", HOOKS, """
                {"id":"%s","type":"EVENTS","name":"Payments","base_uri":"https://ledger.example",
                 "authentication_method":"NONE","events":["bank.payment.*"],
                 "filters":{"all":[{"exact":{"provider":"tink"}},{"prefix":{"subject":"payments/"}}]}}""".formatted(tenant));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
    }

    @Test
    void showsTheBytesThatWouldBeSent() throws Exception {
        StoredEvent event = stored("bank.payment.executed.v1", now(), Pending.NOTHING);

        JsonNode answer = test("{\"event_id\":\"" + event.id() + "\"}");

        assertThat(answer.at("/result/0/would_send").asBoolean()).isTrue();
        assertThat(answer.at("/result/0/conditions")).isEmpty();
        assertThat(answer.at("/result/0/event").toString()).isEqualTo(new String(event.body(), UTF_8));
        assertThat(gateway.getAs(token, "/api/v1/deliveries").json().at("/result"))
                .as("nothing is sent")
                .isEmpty();
    }

    @Test
    void triesAnotherSelectionWithoutSavingIt() throws Exception {
        String event =
                stored("bank.payment.executed.v1", now(), Pending.NOTHING).id();

        JsonNode answer = test("""
                {"event_id":"%s","events":["bank.account.*"],
                 "filters":{"all":[{"exact":{"provider":"tink"}},{"prefix":{"type":"bank.account."}}]}}""".formatted(event));

        assertThat(conditions(answer)).containsExactly("events", "filters.all[1].prefix.type");
        assertThat(answer.at("/result/0/conditions/1/detail").asText())
                .isEqualTo("must begin with 'bank.account.', but it is 'bank.payment.executed.v1'");
        assertThat(conditions(test("{\"event_id\":\"" + event + "\"}"))).isEmpty();
    }

    @Test
    void triesASelectionBeforeThereIsAWebHook() throws Exception {
        String event = stored("bank.payment.executed.v1", now().minus(Duration.ofDays(3)), Pending.NOTHING)
                .id();
        String range = "\"from\":\"" + now().minus(Duration.ofDays(7)) + "\",\"before\":\"" + now() + "\"";

        JsonNode fits = tried("{" + range + ",\"events\":[\"bank.payment.*\"]}");
        JsonNode other = tried("{" + range + ",\"filters\":{\"exact\":{\"provider\":\"sixpark\"}}}");

        assertThat(fits.at("/result/0/event_id").asText()).isEqualTo(event);
        assertThat(fits.path("would_send").asInt()).isEqualTo(1);
        assertThat(conditions(other)).containsExactly("filters.exact.provider");
        assertThat(gateway.sendAs(token, "POST", HOOKS + "/test", "{" + range + ",\"events\":[\"bank.pay.*\"]}")
                        .json()
                        .at("/errors/0/pointer")
                        .asText())
                .isEqualTo("#/events/0");
        assertThat(gateway.sendAs(
                                gateway.token(tenant, "configuration:read events:read"), "POST", HOOKS + "/test", "{}")
                        .status())
                .isEqualTo(403);
    }

    private JsonNode tried(String body) throws Exception {
        Answer answer = gateway.sendAs(token, "POST", HOOKS + "/test", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void namesWhatKeepsAnEventBack() throws Exception {
        String early = stored("bank.payment.executed.v1", now().minus(Duration.ofDays(1)), Pending.NOTHING)
                .id();
        String pending =
                stored("bank.payment.executed.v1", now(), Pending.FOLLOW_UPS).id();
        String ping = stored("gateway.provider.test.v1", now(), Pending.NOTHING).id();
        String other = gateway.token("another-tenant", TestGateway.EVERYTHING);

        assertThat(conditions(test("{\"event_id\":\"" + early + "\"}"))).containsExactly("active_from");
        assertThat(conditions(test("{\"event_id\":\"" + pending + "\"}"))).containsExactly("pending_follow_ups");
        assertThat(conditions(test("{\"event_id\":\"" + ping + "\",\"events\":[]}")))
                .containsExactly("provider_test");
        assertThat(conditions(test("{\"event_id\":\"" + IDS.next() + "\"}"))).containsExactly("unknown");
        assertThat(gateway.sendAs(other, "POST", hook + "/test", "{\"event_id\":\"" + early + "\"}")
                        .status())
                .isEqualTo(404);
        assertThat(gateway.sendAs(token, "PATCH", hook, "{\"enabled\":false}").status())
                .isEqualTo(204);
        assertThat(conditions(test("{\"event_id\":\"" + early + "\"}"))).containsExactly("disabled", "active_from");
    }

    @Test
    void saysThatAnUnverifiedWebHookWaits() throws Exception {
        try (var checking = TestGateway.start()) {
            String own = checking.token(tenant, TestGateway.EVERYTHING);
            checking.sendAs(own, "POST", HOOKS, """
                    {"id":"waits","type":"EVENTS","name":"Waits","base_uri":"https://no.such.host.invalid",
                     "authentication_method":"NONE"}""");
            StoredEvent event = event("bank.payment.executed.v1", now(), Pending.NOTHING);
            checking.context().getBean(EventStore.class).insert(List.of(event), "w1", Duration.ofSeconds(5));

            JsonNode answer = checking.sendAs(
                            own, "POST", HOOKS + "/waits/test", "{\"event_id\":\"" + event.id() + "\"}")
                    .json();

            assertThat(conditions(answer)).containsExactly("unverified");
        }
    }

    @Test
    void looksAtABoundedNumberOfEventsOfATimeRange() throws Exception {
        Instant now = now();
        List<StoredEvent> many = new ArrayList<>();
        for (int i = 0; i < 1002; i++) {
            String type = i % 2 == 0 ? "bank.payment.executed.v1" : "bank.account.opened.v1";
            many.add(event(type, now.plusMillis(i), Pending.NOTHING));
        }
        events.insert(many, "w1", Duration.ofSeconds(5));

        JsonNode first = test(range(now, now.plusSeconds(60)));
        assertThat(first.at("/looked_at").asInt()).isEqualTo(1000);
        assertThat(first.at("/would_send").asInt()).isEqualTo(500);
        assertThat(first.at("/complete").asBoolean()).isFalse();
        assertThat(first.at("/result/1/conditions/0/condition").asText()).isEqualTo("events");
        JsonNode rest = test(range(now.plusMillis(1000), now.plusSeconds(60)));
        assertThat(rest.at("/looked_at").asInt()).isEqualTo(2);
        assertThat(rest.at("/complete").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"from\":\"2026-03-02T09:15:07Z\"}",
                "{\"from\":\"yesterday\",\"before\":\"2026-03-02T09:15:07Z\"}",
                "{\"event_id\":\"e\",\"from\":\"2026-03-02T09:15:07Z\"}",
                "{\"event_id\":\"e\",\"filters\":{\"sql\":\"true\"}}",
                "{\"event_id\":\"e\",\"events\":[\"bank.paymnt.*\"]}"
            })
    void refusesWhatItCannotTry(String body) throws Exception {
        assertThat(gateway.sendAs(token, "POST", hook + "/test", body).status()).isEqualTo(400);
    }

    @Test
    void needsTheScopesOfConfigurationAndOfEvents() throws Exception {
        String body = "{\"event_id\":\"e\"}";
        String administrator = gateway.token(tenant, "tributary_admin");
        assertThat(gateway.sendAs(administrator, "POST", hook + "/test", body).status())
                .isEqualTo(403);
        String reader = gateway.token(tenant, "events:read");
        assertThat(gateway.sendAs(reader, "POST", hook + "/test", body).status())
                .isEqualTo(403);
    }

    private JsonNode test(String body) throws Exception {
        Answer answer = gateway.sendAs(token, "POST", hook + "/test", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static List<String> conditions(JsonNode answer) {
        return answer.at("/result/0/conditions").findValuesAsText("condition");
    }

    private static String range(Instant from, Instant before) {
        return "{\"from\":\"" + from + "\",\"before\":\"" + before + "\"}";
    }

    private StoredEvent stored(String type, Instant recorded, Pending pending) {
        StoredEvent event = event(type, recorded, pending);
        events.insert(List.of(event), "w1", Duration.ofSeconds(5));
        return event;
    }

    private StoredEvent event(String type, Instant recorded, Pending pending) {
        String id = new TimeOrderedId(Clock.fixed(recorded, ZoneOffset.UTC)).next();
        Event like = executedPayment(id, recorded).event();
        return StoredEvent.of(
                new Event(
                        id,
                        like.source(),
                        type,
                        like.subject(),
                        like.time(),
                        false,
                        like.dataSchema(),
                        null,
                        recorded,
                        null,
                        like.provider(),
                        like.providerType(),
                        like.proof(),
                        like.mappingVersion(),
                        tenant,
                        like.receiptId(),
                        like.sourceId(),
                        id,
                        Map.of()),
                pending);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
