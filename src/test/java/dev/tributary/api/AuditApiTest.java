package dev.tributary.api;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.security.audit.AuditLog;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditApiTest {

    private static final String AUDIT = "/api/v1/audit";
    private static final String DOMAINS = "/api/v1/configuration/authorized-domains";
    private static final TestGateway GATEWAY = TestGateway.shared();

    /** New for each test, so that its chain is. */
    private final String tenant = "audit-" + UUID.randomUUID();

    private String auditor;

    @BeforeEach
    void fill() throws Exception {
        auditor = GATEWAY.token(tenant, "auditor");
        String administrator = GATEWAY.token(tenant, "tributary_admin");
        for (String id : List.of("one", "two", "three")) {
            Answer answer = GATEWAY.sendAs(
                    administrator,
                    "POST",
                    DOMAINS,
                    "{\"id\":\"%s-%s\",\"domain\":\"%2$s.example\"}".formatted(tenant, id));
            assertThat(answer.status()).isEqualTo(201);
        }
        GATEWAY.sendAs(administrator, "DELETE", DOMAINS + "/" + tenant + "-two", "");
    }

    @Test
    void listsWhoDidWhatInTheOrderOfTheChain() throws Exception {
        JsonNode list = GATEWAY.getAs(auditor, AUDIT).json().path("result");
        assertThat(list).hasSize(4);
        assertThat(list.get(0).fieldNames())
                .toIterable()
                .containsExactly("id", "number", "at", "who", "action", "what", "previous", "hash");
        assertThat(list.findValuesAsText("action"))
                .containsExactly(
                        "authorized-domain.create",
                        "authorized-domain.create",
                        "authorized-domain.create",
                        "authorized-domain.delete");
        assertThat(list.findValuesAsText("number")).containsExactly("1", "2", "3", "4");
        assertThat(list.get(1).path("previous")).isEqualTo(list.get(0).path("hash"));
        assertThat(list.get(0).path("who").asText()).isEqualTo("somebody");
        assertThat(list.get(0).path("what").asText()).isEqualTo(tenant + "-one");
    }

    @Test
    void filtersAndPages() throws Exception {
        assertThat(numbers("?action=authorized-domain.delete")).containsExactly("4");
        assertThat(numbers("?what=" + tenant + "-two")).containsExactly("2", "4");
        assertThat(numbers("?who=somebody&number=3")).containsExactly("3");
        assertThat(numbers("?who=nobody")).isEmpty();
        assertThat(numbers("?time[lt]=2020-01-01T00:00:00Z".replace("[", "%5B").replace("]", "%5D")))
                .isEmpty();
        JsonNode first = GATEWAY.getAs(auditor, AUDIT + "?limit=3").json();
        assertThat(first.path("result")).hasSize(3);
        assertThat(numbers("?limit=3&cursor=" + first.path("nextCursor").asText()))
                .containsExactly("4");
        assertThat(GATEWAY.getAs(auditor, AUDIT + "?number=x").status()).isEqualTo(400);
        assertThat(GATEWAY.getAs(auditor, AUDIT + "?tenant=x").status()).isEqualTo(400);
    }

    @Test
    void exportsAllOfItAsLinesAndWritesThatDown() throws Exception {
        Answer lines = GATEWAY.sendAs(auditor, "GET", AUDIT, "", "Accept", "application/x-ndjson");
        assertThat(lines.status()).isEqualTo(200);
        assertThat(lines.header("Content-Type")).startsWith("application/x-ndjson");
        List<String> whats = new ArrayList<>();
        for (String line : lines.body().lines().toList()) {
            whats.add(new ObjectMapper().readTree(line).path("what").asText());
        }
        assertThat(whats).hasSize(5).startsWith(tenant + "-one", tenant + "-two", tenant + "-three");
        Answer table = GATEWAY.sendAs(auditor, "GET", AUDIT, "", "Accept", "text/csv");
        assertThat(table.body()).startsWith("id,number,at,who,action,what,previous,hash\r\n");
        assertThat(table.body().lines()).hasSize(7);
        assertThat(numbers("?action=audit.export")).containsExactly("5", "6");
    }

    /** The digests were made by sha256sum. */
    @Test
    void saysOfAnExportWhichFiltersItHadAndNothingThatMayNameAUser() throws Exception {
        String exporter = GATEWAY.token(tenant, "events:read events:export auditor");
        for (String query : List.of(
                "",
                "?type=bank.payment.executed.v1&provider=paybook&tenantid=" + tenant,
                "?subject=connections/5e793889ea4c5165d46f9811&type%5Bprefix%5D=bank.pay&provider=smith",
                "?correlationid=smith&time%5Bgte%5D=2026-03-02T10:00:00%2B01:00&type=smith")) {
            assertThat(GATEWAY.sendAs(exporter, "GET", "/api/v1/events" + query, "", "Accept", "text/csv")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(GATEWAY.sendAs(exporter, "GET", AUDIT + "?number=5&who=smith", "", "Accept", "text/csv")
                        .status())
                .isEqualTo(200);
        assertThat(GATEWAY.sendAs(exporter, "GET", "/api/v1/events?time%5Bgte%5D=smith", "", "Accept", "text/csv")
                        .status())
                .isEqualTo(400);

        String smith = "sha256:6627835f988e2c5e50533d491163072d3f4f41f5c8b04630150debb3722ca2dd";
        assertThat(GATEWAY.getAs(auditor, AUDIT).json().path("result").findValuesAsText("what"))
                .hasSize(9)
                .endsWith(
                        "all",
                        "provider=paybook tenantid=" + tenant + " type=bank.payment.executed.v1",
                        "provider=" + smith
                                + " subject=sha256:8fa1a441de896b15a7363f53c99e07ce9fa85eaca83a48260481f76f884c7654"
                                + " type[prefix]=bank.pay",
                        "correlationid=" + smith + " time[gte]=2026-03-02T09:00:00Z type=" + smith,
                        "number=5 who=" + smith);
    }

    /** The digest was made by sha256sum. */
    @Test
    void hidesWhatTheEntryOfAnExportOfAnOlderReleaseSaysOfAUser() throws Exception {
        AuditLog audit = GATEWAY.context().getBean(AuditLog.class);
        audit.add(
                tenant,
                "exporter",
                "events.export",
                "subject=connections%2Fsmith&type%5Bprefix%5D=bank.pay&a%zz=sm%zzith");
        audit.add(tenant, "exporter", "events.export", "null");

        String list = GATEWAY.getAs(auditor, AUDIT).body();
        String table =
                GATEWAY.sendAs(auditor, "GET", AUDIT, "", "Accept", "text/csv").body();

        assertThat(new ObjectMapper().readTree(list).path("result").findValuesAsText("what"))
                .endsWith(
                        "subject=sha256:dff2bb32522d10f8df40b51a30168858e4108953b5ac1d5a98b4728d274b721e type[prefix]=bank.pay a%zz=sha256:b9e15d6fa6a0056dbc45ff8d647c3053a10a9f852c06712c656de1a299fa51e0",
                        "all");
        assertThat(list + table).doesNotContain("smith", "ith").contains("a%zz");
        assertThat(GATEWAY.getAs(auditor, AUDIT + "/verification")
                        .json()
                        .path("intact")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void anEntryThatIsChangedByTheDriverIsNamed() throws Exception {
        JsonNode before = GATEWAY.getAs(auditor, AUDIT + "/verification").json();
        assertThat(before.path("intact").asBoolean()).isTrue();
        assertThat(before.path("entries").asInt()).isEqualTo(4);
        String second = GATEWAY.getAs(auditor, AUDIT).json().at("/result/1/id").asText();
        GATEWAY.context()
                .getBean(MongoDatabase.class)
                .getCollection("audit")
                .updateOne(eq("_id", second), set("who", "somebody else"));

        JsonNode after = GATEWAY.getAs(auditor, AUDIT + "/verification").json();

        assertThat(after.path("intact").asBoolean()).isFalse();
        assertThat(after.path("entries").asInt()).isEqualTo(1);
        assertThat(after.path("fault").path("number").asInt()).isEqualTo(2);
        assertThat(after.path("fault").path("id").asText()).isEqualTo(second);
        assertThat(after.path("fault").path("kind").asText()).isEqualTo("changed");
    }

    @Test
    void isForAuditorsAndTheirOwnTenantOnly() throws Exception {
        String others = "events:read events:raw events:export deliveries:replay tributary_admin";
        for (String path : List.of(AUDIT, AUDIT + "/verification")) {
            assertThat(GATEWAY.getAs(GATEWAY.token(tenant, others), path).status())
                    .isEqualTo(403);
        }
        assertThat(GATEWAY.getAs(GATEWAY.token("stranger", "auditor"), AUDIT).body())
                .doesNotContain(tenant);
        assertThat(GATEWAY.getAs(auditor, "/api/v1/events").status()).isEqualTo(403);
    }

    private List<String> numbers(String query) throws Exception {
        return GATEWAY.getAs(auditor, AUDIT + query).json().path("result").findValuesAsText("number");
    }
}
