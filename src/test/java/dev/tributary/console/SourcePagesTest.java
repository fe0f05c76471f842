package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import dev.tributary.api.DeliveryApi;
import java.net.http.HttpResponse;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages of sources. */
class SourcePagesTest {

    private static final String LIST = "/console/sources";
    private static final String NEW = LIST + "/new";
    private static final String PAYBOOK = NEW + "?provider=paybook&scheme=paybook-header";
    private static final String SECRET = "the-secret-of-a-page";

    private DeliveryApi api;
    private Browser browser;

    @BeforeEach
    void signIn() throws Exception {
        api = SharedConsole.api();
        browser = SharedConsole.signedIn();
    }

    @Test
    void createsASourceStepByStepAndShowsWhereTheProviderPostsTo() throws Exception {
        assertThat(browser.get(NEW).body())
                .contains("provider=paybook&amp;scheme=paybook-header", "provider=tink&amp;scheme=tink-events-v2");
        assertThat(browser.get(PAYBOOK).body())
                .contains("name=\"options.header\"", "name=\"secret\"", "name=\"api.api_key\"");
        assertThat(browser.get(NEW + "?provider=tink&scheme=tink-dotted").body())
                .contains("name=\"secret\"")
                .doesNotContain("name=\"options.header\"", "name=\"options.tolerance\"");

        HttpResponse<String> created = browser.submit(PAYBOOK, LIST, fields("page-source"));

        assertThat(location(created)).isEqualTo(LIST + "/page-source");
        String page = browser.get(LIST + "/page-source").body();
        assertThat(page)
                .contains(
                        "The source is created.",
                        "/hooks/paybook/page-source</code>",
                        "in the header <code>X-Page</code>")
                .doesNotContain(SECRET);
        assertThat(call("page-source", SECRET)).isEqualTo(200);
        await().untilAsserted(() -> assertThat(browser.get(LIST).body()).contains(">Of a page</a>", "1 accepted"));
        assertThat(browser.submit(PAYBOOK, LIST, fields("page-source")).body()).contains("This id is taken");
    }

    @Test
    void answersBesideTheFieldWhatTheApiRefuses() throws Exception {
        Map<String, String> fields = fields("no id");
        fields.put("secret", " ");
        fields.put("api.base_uri", "ftp://api.example.com");
        fields.put("api.api_key", "key with spaces");
        String page = browser.submit(PAYBOOK, LIST, fields).body();
        for (String field : new String[] {"id", "api.base_uri", "api.api_key"}) {
            assertThat(page).containsPattern("id=\"f-" + field + "\"[^>]*aria-invalid=\"true\"");
        }
        assertThat(page).contains("value=\"ftp://api.example.com\"").doesNotContain("key with spaces");
        assertThat(browser.submit(PAYBOOK, LIST, without("options.header")).body())
                .contains("must name the header that carries the secret")
                .doesNotContain(SECRET);
        assertThat(browser.submit(PAYBOOK, LIST, without("secret")).body())
                .containsPattern("id=\"f-secret\"[^>]*aria-invalid=\"true\"");
    }

    @Test
    void rotatesASecretPausesAndDeletes() throws Exception {
        browser.submit(PAYBOOK, LIST, fields("changed-source"));
        String page = LIST + "/changed-source";
        browser.submit(page, page + "/secrets", Map.of("value", "another-secret-of-a-page", "grace", "PT0S"));
        assertThat(browser.get(page).body())
                .contains("The source has a new secret")
                .doesNotContain("another-secret");
        await().untilAsserted(() ->
                assertThat(call("changed-source", "another-secret-of-a-page")).isEqualTo(200));
        assertThat(call("changed-source", SECRET)).isEqualTo(401);
        browser.submit(page, page + "/secrets", Map.of("grace", "PT24H"));
        assertThat(browser.get(page).body()).contains("is required for a source that is not registered");

        browser.submit(page, page + "/enabled", Map.of("enabled", "false"));
        assertThat(browser.get(page).body()).contains("The source is paused", ">disabled</span>");
        browser.submit(page, page + "/registration", Map.of());
        assertThat(browser.get(page).body()).contains("role=\"alert\"");

        assertThat(browser.get(page + "/delete").body()).contains("/hooks/paybook/changed-source");
        assertThat(location(browser.submit(page + "/delete", page + "/delete", Map.of())))
                .isEqualTo(LIST);
        assertThat(browser.get(page).statusCode()).isEqualTo(404);
    }

    @Test
    void editsAllButSecretsUnlessTheSourceWasChangedMeanwhile() throws Exception {
        Map<String, String> fields = fields("edited-source");
        fields.put("api.base_uri", "https://127.0.0.1:1/v1");
        fields.put("api.api_key", "a-key-that-stays");
        browser.submit(PAYBOOK, LIST, fields);
        String page = LIST + "/edited-source";
        String patch = "{\"options\":{\"header\":\"X-Page\",\"confirm\":true}}";
        api.gateway.send("PATCH", "/api/v1/configuration/sources/edited-source", patch);
        String form = browser.get(page + "/edit").body();
        assertThat(form)
                .contains("value=\"Of a page\"", "value=\"X-Page\"", "value=\"https://127.0.0.1:1/v1\"")
                .contains("name=\"options.confirm\" value=\"true\" checked", "name=\"enabled\" value=\"true\" checked")
                .doesNotContain("name=\"secret\"", "a-key-that-stays", "name=\"id\"");

        fields.keySet().removeAll(List.of("id", "secret", "api.api_key"));
        fields.put("name", "Renamed");
        fields.put("options.header", "X-Other");
        fields.put("revision", browser.hidden(page + "/edit", "revision"));
        assertThat(location(browser.submit(page + "/edit", page, fields))).isEqualTo(page);
        var source =
                api.gateway.get("/api/v1/configuration/sources/edited-source").json();
        assertThat(source.path("name").asText()).isEqualTo("Renamed");
        assertThat(source.path("enabled").asBoolean(true)).isFalse();
        assertThat(source.path("options").toString()).isEqualTo("{\"header\":\"X-Other\"}");
        assertThat(source.at("/api/base_uri").asText()).isEqualTo("https://127.0.0.1:1/v1");
        assertThat(source.path("secrets")).hasSize(1);

        fields.put("name", "Renamed again");
        assertThat(browser.submit(page + "/edit", page, fields).body())
                .contains(
                        "Nothing was saved, because somebody else has changed it",
                        "href=\"" + page + "\"",
                        "value=\"Renamed again\"");
        fields.put("revision", browser.hidden(page + "/edit", "revision"));
        fields.put("options.header", "not a header");
        assertThat(browser.submit(page + "/edit", page, fields).body()).contains("role=\"alert\"");
        assertThat(browser.get(page).body()).contains("<h1>Renamed</h1>");
        api.gateway.send("DELETE", "/api/v1/configuration/sources/edited-source", "");
    }

    @Test
    void showsTheUsualGapOnceThereWereTwoCalls() throws Exception {
        browser.submit(PAYBOOK, LIST, fields("gap-source"));
        for (Document gaps : List.of(new Document(), new Document("2026-03-02", 3_900_000L))) {
            var health = new Document("tenant", "default")
                    .append("reasons", List.of())
                    .append("since", new Date())
                    .append("lastCallAt", new Date())
                    .append("gaps", gaps)
                    .append("told", true)
                    .append("change", 0L);
            api.gateway
                    .bean(MongoDatabase.class)
                    .getCollection("source_health")
                    .replaceOne(Filters.eq("_id", "gap-source"), health, new ReplaceOptions().upsert(true));
            String page = browser.get(LIST + "/gap-source").body();
            assertThat(page).doesNotContain("none yet").contains(gaps.isEmpty() ? "Last call" : "<dd>1 h 5 min</dd>");
            assertThat(page.contains("Usual gap")).isEqualTo(!gaps.isEmpty());
        }
        api.gateway.send("DELETE", "/api/v1/configuration/sources/gap-source", "");
    }

    private int call(String source, String secret) {
        return api.gateway
                .send(
                        "POST",
                        "/hooks/paybook/" + source,
                        "{\"event\":\"credential_create\",\"id_credential\":\"of-" + source
                                + "\",\"id_user\":\"u\",\"id_job_uuid\":\"j\",\"is_executing\":1,\"endpoints\":{}}",
                        "X-Page",
                        secret)
                .status();
    }

    private static Map<String, String> fields(String id) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("id", id);
        fields.put("provider", "paybook");
        fields.put("scheme", "paybook-header");
        fields.put("name", "Of a page");
        fields.put("options.header", "X-Page");
        fields.put("secret", SECRET);
        return fields;
    }

    private static Map<String, String> without(String field) {
        Map<String, String> fields = fields("never-created");
        fields.remove(field);
        return fields;
    }

    private static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        return answer.headers().firstValue("Location").orElseThrow();
    }
}
