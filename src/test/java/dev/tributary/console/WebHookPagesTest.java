package dev.tributary.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.standardwebhooks.Webhook;
import dev.tributary.api.DeliveryApi;
import dev.tributary.egress.ScriptedServer;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages of web hooks. */
class WebHookPagesTest {

    private static final String LIST = "/console/web-hooks";
    private static final String NEW = LIST + "/new";
    private static final Pattern ID = Pattern.compile("name=\"id\" value=\"([^\"]+)\"");
    private static final Pattern SECRET = Pattern.compile("<code>(whsec_[^<]+)</code>");

    private DeliveryApi api;
    private Browser browser;

    @BeforeEach
    void signIn() throws Exception {
        api = SharedConsole.api();
        browser = SharedConsole.signedIn();
    }

    @Test
    void triesASelectionOnTheEventsOfTheWeekAndSavesNothing() throws Exception {
        String event = api.receive("credential_create", 1).get(0);
        assertThat(browser.get(NEW).body())
                .contains("value=\"bank.payment.*\"", "value=\"bank.connection.created.v1\"", "Connection created");

        String fits =
                attempt(Map.of("events", "bank.connection.*", "filters", "{\"exact\":{\"provider\":\"paybook\"}}"));
        assertThat(fits)
                .contains("/console/events/" + event, "events would be delivered")
                .contains(
                        "value=\"bank.connection.*\" checked",
                        ">{&quot;exact&quot;:{&quot;provider&quot;:&quot;paybook&quot;}}<");
        String other = attempt(Map.of("events", "bank.payment.*"));
        assertThat(other).contains("<strong>0</strong> of", "events: no entry stands for the type");
        assertThat(attempt(Map.of("filters", "{\"exact\": provider}"))).contains("is not JSON: line 1, column");
        assertThat(attempt(Map.of("filters", "{\"exakt\":{}}"))).contains("aria-invalid=\"true\"");
        assertThat(attempt(Map.of("further", "bank.connection.*, bank.paiment.*")))
                .contains("bank.paiment.* matches no event type; the nearest is &#39;bank.payment.*&#39;");
        assertThat(browser.get(LIST).body()).doesNotContain("Tried only");
    }

    @Test
    void createsOneAndShowsTheSecretThatSignsOnce() throws Exception {
        ScriptedServer subscriber = api.subscriber(200);
        Map<String, String> fields = fields("Created here", subscriber.url("/").toString());
        String id = fields.getOrDefault("id", "");

        HttpResponse<String> created = browser.submit(NEW, LIST, fields);

        assertThat(location(created)).isEqualTo(LIST + "/" + id);
        String page = browser.get(LIST + "/" + id).body();
        String secret = secret(page);
        assertThat(page)
                .contains("The web hook is created.", "from standardwebhooks.webhooks import Webhook", "receive.sh");
        assertThat(SECRET.matcher(browser.get(LIST + "/" + id).body()).find()).isFalse();
        assertThat(browser.submit(NEW, LIST, fields).body()).contains("This id is taken");
        assertThat(browser.get(LIST).body()).contains("Created here", ">active</span>");

        String event = api.receive("credential_create", 1).get(0);
        api.awaitStates(event, id, "delivered");
        var delivery = subscriber.requests().get(0);
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String name : List.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
            headers.put(name, List.of(delivery.header(name)));
        }
        assertThatCode(() -> new Webhook(secret)
                        .verify(new String(delivery.body(), UTF_8), HttpHeaders.of(headers, (name, value) -> true)))
                .doesNotThrowAnyException();
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(browser.get(LIST + "/" + id).body()).contains("100.00 %"));
        assertThat(browser.get(LIST).body()).containsPattern("data-label=\"p95\" class=\"number\">\\d+ ms<");
        api.unsubscribe(id);
    }

    @Test
    void answersBesideTheFieldWhatTheApiRefuses() throws Exception {
        Map<String, String> fields = fields("", "ftp://example.com/");
        fields.put("rate_limit", "many");
        fields.put("authentication_method", "BASIC");
        fields.put("password", "a password of mine");
        String page = browser.submit(NEW, LIST, fields).body();
        for (String field : List.of("name", "base_uri", "rate_limit", "username")) {
            assertThat(page).containsPattern("id=\"f-" + field + "\"[^>]*aria-invalid=\"true\"");
        }
        assertThat(page)
                .contains("value=\"many\"", "value=\"ftp://example.com/\"")
                .doesNotContain("a password of mine");
    }

    @Test
    void pausesRotatesEditsAndDeletes() throws Exception {
        Map<String, String> fields =
                fields("To be changed", api.subscriber(200).url("/").toString());
        String page = LIST + "/" + fields.get("id");
        browser.submit(NEW, LIST, fields);
        String first = secret(browser.get(page).body());

        browser.submit(page, page + "/enabled", Map.of("enabled", "false"));
        assertThat(browser.get(page).body()).contains("The web hook is paused", ">disabled</span>", ">Enable</button>");
        browser.submit(page, page + "/check", Map.of());
        assertThat(browser.get(page).body()).contains("role=\"alert\"");
        browser.submit(page, page + "/secret", Map.of());
        assertThat(secret(browser.get(page).body())).isNotEqualTo(first);

        assertThat(browser.get(page + "/edit").body()).contains("value=\"To be changed\"");
        fields.put("name", "Changed");
        fields.put("further", "bank.*");
        fields.put("revision", browser.hidden(page + "/edit", "revision"));
        assertThat(location(browser.submit(page + "/edit", page, fields))).isEqualTo(page);
        assertThat(browser.get(page).body()).contains("<h1>Changed</h1>", ">bank.*<");
        assertThat(browser.get(page + "/edit").body()).contains("name=\"further\" type=\"text\" value=\"bank.*\"");

        fields.put("name", "Changed by another form");
        assertThat(browser.submit(page + "/edit", page, fields).body())
                .contains(
                        "Nothing was saved, because somebody else has changed it",
                        "href=\"" + page + "\"",
                        "value=\"Changed by another form\"");
        assertThat(browser.get(page).body()).contains("<h1>Changed</h1>");

        assertThat(browser.get(page + "/delete").body()).contains("Delete <span>Changed</span>?");
        assertThat(location(browser.submit(page + "/delete", page + "/delete", Map.of())))
                .isEqualTo(LIST);
        assertThat(browser.get(page).statusCode()).isEqualTo(404);
    }

    @Test
    void showsNamesOfHeadersButNoValuesAndThePublicKeyOfAnAsymmetricSignature() throws Exception {
        String further = ",\"signature\":\"v1a\",\"headers\":{\"X-Tenant-Key\":\"value-of-the-header\"}}";
        api.gateway.send(
                "POST",
                "/api/v1/configuration/web-hooks",
                "{\"id\":\"of-headers\",\"type\":\"EVENTS\",\"name\":\"n\",\"base_uri\":\""
                        + api.subscriber(200).url("/") + "\",\"authentication_method\":\"NONE\"" + further);
        assertThat(browser.get(LIST + "/of-headers").body())
                .contains(">X-Tenant-Key</div>", "<code>whpk_")
                .doesNotContain("value-of-the-header");
        api.unsubscribe("of-headers");
    }

    private String attempt(Map<String, String> selection) throws Exception {
        var fields = new LinkedHashMap<>(selection);
        fields.put("name", "Tried only");
        HttpResponse<String> answer = browser.submit(NEW, LIST + "/try", fields);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private Map<String, String> fields(String name, String uri) throws Exception {
        Matcher id = ID.matcher(browser.get(NEW).body());
        assertThat(id.find()).isTrue();
        var fields = new LinkedHashMap<String, String>();
        fields.put("id", id.group(1));
        fields.put("name", name);
        fields.put("base_uri", uri);
        fields.put("authentication_method", "NONE");
        return fields;
    }

    private static String secret(String page) {
        Matcher secret = SECRET.matcher(page);
        assertThat(secret.find()).isTrue();
        return secret.group(1);
    }

    private static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        return answer.headers().firstValue("Location").orElseThrow();
    }
}
