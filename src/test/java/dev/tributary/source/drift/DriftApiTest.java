package dev.tributary.source.drift;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.TestGateway;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** From a provider's calls to the list of what has changed in them. */
class DriftApiTest {

    private static final String UPDATE = """
            {"event":"credential_update","id_credential":"c1","id_user":"u1","id_job_uuid":"j%d"%s}""";
    private static final String ELEMENT = """
            {"header":{"event":{"name":"%s","eid":"e%d"}},"payload":{"id_credential":"c1"}}""";

    private final TestGateway gateway = TestGateway.start();
    private final Logger log = (Logger) LoggerFactory.getLogger(DriftWork.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void sendWhatIsUsual() {
        log.setLevel(Level.INFO);
        lines.start();
        log.addAppender(lines);
        for (String source : new String[] {"s1", "s2"}) {
            gateway.source(source, "paybook", "paybook-header", Map.of("header", "X-Secret"), "secret", null);
            for (int i = 0; i < 50; i++) {
                post(source, UPDATE.formatted(i, ""));
            }
        }
        gateway.bean(DriftWork.class).flush();
    }

    @AfterEach
    void close() {
        log.detachAppender(lines);
        log.setLevel(null);
        gateway.close();
    }

    @Test
    void listsWhatASourceNeverSentBefore() throws Exception {
        post("s1", UPDATE.formatted(51, ",\"id_branch\":\"b-77\""));
        post(
                "s1",
                "{\"rid\":\"r\",\"events\":[" + ELEMENT.formatted("documents.made", 1) + ","
                        + ELEMENT.formatted("documents.made", 2) + "]}");
        gateway.bean(DriftWork.class).flush();

        JsonNode found = get("/api/v1/drift").required("result");
        assertThat(found).hasSize(2).allSatisfy(one -> {
            assertThat(one.path("sourceId").asText()).isEqualTo("s1");
            assertThat(one.path("provider").asText()).isEqualTo("paybook");
            assertThat(one.path("day").asText())
                    .isEqualTo(LocalDate.now(ZoneOffset.UTC).toString());
        });
        assertThat(found).anySatisfy(one -> {
            assertThat(one.path("change").asText()).isEqualTo("new_field");
            assertThat(one.path("event").asText()).isEqualTo("credential_update");
            assertThat(one.path("path").asText()).isEqualTo("$.id_branch");
            assertThat(one.path("kind").asText()).isEqualTo("string");
            assertThat(one.path("calls").asInt()).isEqualTo(1);
        });
        assertThat(found).anySatisfy(one -> {
            assertThat(one.path("change").asText()).isEqualTo("new_event");
            assertThat(one.path("event").asText()).isEqualTo("documents.made");
            assertThat(one.has("path")).isFalse();
            assertThat(one.path("calls").asInt()).isEqualTo(2);
        });
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactlyInAnyOrder(
                        "paybook, source s1: the event credential_update never had the field $.id_branch (string) before",
                        "paybook, source s1: the event documents.made was never seen before");
        assertThat(gateway.metrics()).contains("tributary_drift_total{change=\"new_field\",provider=\"paybook\"} 1.0");
    }

    @Test
    void takesTheSourceAndTheDayForFilters() throws Exception {
        for (String source : new String[] {"s1", "s2"}) {
            post(source, UPDATE.formatted(51, ",\"id_branch\":\"b\",\"id_office\":\"o\""));
        }
        gateway.bean(DriftWork.class).flush();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);

        assertThat(get("/api/v1/drift").required("result")).hasSize(4);
        assertThat(get("/api/v1/drift?sourceId=s2").required("result"))
                .hasSize(2)
                .allMatch(one -> one.path("sourceId").asText().equals("s2"));
        assertThat(get("/api/v1/drift?day=" + today.minusDays(1)).required("result"))
                .isEmpty();
        JsonNode page = get("/api/v1/drift?limit=3&day=" + today);
        assertThat(page.required("result")).hasSize(3);
        String next = page.required("nextCursor").asText();
        assertThat(get("/api/v1/drift?limit=3&day=" + today + "&cursor=" + next).required("result"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"day=today", "day=2026-02-30", "day=%2B999999999-12-31", "source=s1", "change=new_field"})
    void refusesOtherFilters(String query) {
        assertThat(gateway.get("/api/v1/drift?" + query).status()).isEqualTo(400);
    }

    private void post(String source, String body) {
        assertThat(gateway.post("/hooks/paybook/" + source, body.getBytes(UTF_8), "X-Secret", "secret")
                        .body())
                .isEqualTo("{\"status\":\"accepted\"}");
    }

    private JsonNode get(String path) throws Exception {
        return new JsonMapper().readTree(gateway.get(path).body());
    }
}
