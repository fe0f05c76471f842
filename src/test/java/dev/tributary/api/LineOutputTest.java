package dev.tributary.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Exports whose records hold what readers take for the end of a line: Python's {@code splitlines} ends lines at all of these,
 * JavaScript and many editors at some.
 */
class LineOutputTest {

    private static final TestGateway GATEWAY = TestGateway.shared();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONFIGURATION = "/api/v1/configuration/";
    private static final Pattern LINE_ENDS = Pattern.compile("[\n\u000b\f\r\u001c\u001d\u001e\u0085\u2028\u2029]");
    private static final String ODD = "a\u2028b\u2029c\u0085d\u000be\ff\u001cg\u001dh\u001ei\rj\nk";

    private final String tenant = "lines-" + UUID.randomUUID();
    private String token;

    @BeforeEach
    void fill() throws Exception {
        token = GATEWAY.token(tenant, TestGateway.EVERYTHING, ODD);
        create("sources", """
                {"id":"%s","provider":"paybook","scheme":"paybook-header","options":{"header":"X-Proof"},
                 "secrets":[{"value":"secret"}]}""");
        String call =
                JSON.writeValueAsString(Map.of("event", "credential_create", "id_credential", ODD, "id_user", "u"));
        Answer stored = GATEWAY.send("POST", "/hooks/paybook/" + tenant, call, "X-Proof", "secret");
        assertThat(stored.status()).isEqualTo(200);
        // its attributes take no control character, but the separators of lines and paragraphs
        String second = JSON.writeValueAsString(
                Map.of("event", "credential_create", "id_credential", "x\u2028y\u2029z", "id_user", "u"));
        assertThat(GATEWAY.send("POST", "/hooks/paybook/" + tenant, second, "X-Proof", "secret")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void eachEventIsOneLineForEveryReaderOfNdjson() throws Exception {
        List<String> lines = lines("/api/v1/events", "application/x-ndjson");
        assertThat(lines).hasSize(2);
        assertThat(JSON.readTree(lines.get(0)).at("/data/connection/id").asText())
                .isEqualTo(ODD);
        assertThat(JSON.readTree(lines.get(1)).at("/subject").asText()).isEqualTo("connections/x\u2028y\u2029z");
    }

    @Test
    void eachEventIsOneRecordForEveryReaderOfCsv() throws Exception {
        String table = export("/api/v1/events", "text/csv");
        List<List<String>> rows = rows(table);
        assertThat(rows).hasSize(3);
        assertThat(rows).allSatisfy(row -> assertThat(row).hasSameSizeAs(rows.get(0)));
        int data = rows.get(0).indexOf("data");
        assertThat(rows.get(1).get(data)).doesNotContainPattern(LINE_ENDS);
        assertThat(JSON.readTree(rows.get(1).get(data)).at("/connection/id").asText())
                .isEqualTo(ODD);
        assertThat(rows.get(2).get(rows.get(0).indexOf("subject"))).isEqualTo("connections/x\u2028y\u2029z");
        assertThat(outsideOfQuotes(table)).doesNotContain("\u2028", "\u2029", "\u0085");
    }

    /** The audit keeps the subject of a token as the issuer gave it. */
    @Test
    void eachEntryOfTheAuditIsOneRecordForEveryReader() throws Exception {
        List<String> lines = lines("/api/v1/audit", "application/x-ndjson");
        assertThat(lines).hasSize(2);
        assertThat(JSON.readTree(lines.get(0)).at("/who").asText()).isEqualTo(ODD);
        String table = export("/api/v1/audit", "text/csv");
        List<List<String>> rows = rows(table);
        assertThat(rows).hasSize(4);
        assertThat(rows.get(1).get(rows.get(0).indexOf("who"))).isEqualTo(ODD);
        assertThat(outsideOfQuotes(table)).doesNotContain("\u2028", "\u2029", "\u0085", "\u000b");
    }

    /** The characters one at a time: each of them is a reason of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"\u000b", "\f", "\u001c", "\u001d", "\u001e", "\u0085", "\u2028", "\u2029"})
    void aCellWithAnEndOfALineStandsInQuotes(String end) throws Exception {
        token = GATEWAY.token(tenant, TestGateway.EVERYTHING, "some" + end + "body");
        export("/api/v1/audit", "application/x-ndjson");
        String table = export("/api/v1/audit", "text/csv");
        assertThat(table).contains("\"some" + end + "body\"");
        assertThat(outsideOfQuotes(table)).doesNotContain(end);
    }

    private void create(String collection, String json) throws Exception {
        Answer created = GATEWAY.sendAs(token, "POST", CONFIGURATION + collection, json.formatted(tenant));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
    }

    private String export(String path, String form) throws Exception {
        Answer export = GATEWAY.sendAs(token, "GET", path, "", "Accept", form);
        assertThat(export.status()).isEqualTo(200);
        return export.body();
    }

    private List<String> lines(String path, String form) throws Exception {
        String export = export(path, form);
        assertThat(export).endsWith("\n");
        return List.of(LINE_ENDS.split(export));
    }

    private static String outsideOfQuotes(String table) {
        return table.replaceAll("\"[^\"]*\"", "");
    }

    /** By RFC 4180: in quotes, everything but a quote stands for itself. */
    private static List<List<String>> rows(String table) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        var cell = new StringBuilder();
        boolean isQuoted = false;
        for (int at = 0; at < table.length(); at++) {
            char one = table.charAt(at);
            boolean isDoubled = isQuoted && one == '"' && at + 1 < table.length() && table.charAt(at + 1) == '"';
            if (isDoubled) {
                cell.append(one);
                at++;
            } else if (one == '"') {
                isQuoted = !isQuoted;
            } else if (isQuoted || (one != ',' && one != '\r' && one != '\n')) {
                cell.append(one);
            } else if (one != '\r') {
                row.add(cell.toString());
                cell.setLength(0);
                if (one == '\n') {
                    rows.add(row);
                    row = new ArrayList<>();
                }
            }
        }
        return rows;
    }
}
