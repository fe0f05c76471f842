package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.tributary.api.DeliveryApi;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Failures, their deliveries, and replay of one or of a range, by plain HTTP. */
class DeliveryPagesTest {

    private static final String HOOK = "delivery-pages";

    private static DeliveryApi api;
    private static Browser browser;
    private static String event;
    private static String page;

    @BeforeAll
    static void fail() throws Exception {
        api = SharedConsole.api();
        browser = SharedConsole.signedIn();
        api.subscribe(HOOK, api.subscriber(503), "");
        event = api.receive("credential_create", 1).get(0);
        api.awaitStates(event, HOOK, "failed");
        page = "/console/deliveries/" + event + ":" + HOOK;
    }

    @AfterAll
    static void stop() throws Exception {
        api.unsubscribe(HOOK);
    }

    @Test
    void groupsFailuresByWebHookAndOutcome() throws Exception {
        String group = "/console/deliveries?state=failed&amp;webHookId=" + HOOK + "&amp;outcome=refused&amp;status=503";
        assertThat(browser.get("/console/deliveries").body()).contains("href=\"" + group + "\"");
        String list = browser.get(group.replace("&amp;", "&")).body();
        assertThat(list)
                .contains("href=\"" + page + "\"", ">refused by the endpoint", ">failed</span>")
                .doesNotContain("Of the newest 200");
        assertThat(browser.get("/console/deliveries?outcome=refused").body())
                .contains(
                        "id=\"e-outcome\"",
                        "must be sent with event, web hook, recorded from, or a state of pending, failed")
                .doesNotContain("webHookId, ");
        assertThat(browser.get("/console/deliveries?webHookId=none").body()).contains("No deliveries here");
    }

    @Test
    void showsTheAttemptsOfADeliveryAndWhyItCannotBeCancelled() throws Exception {
        assertThat(browser.get(page).body())
                .contains(
                        "<strong>refused by the endpoint</strong>",
                        "status 503",
                        "/console/events/" + event,
                        ">Replay</button>")
                .doesNotContain(">Cancel</button>");
        assertThat(location(browser.submit(page, page + "/cancel", Map.of()))).isEqualTo(page);
        assertThat(browser.get(page).body()).contains("role=\"alert\"", "The delivery is not pending, but failed.");
        assertThat(browser.get("/console/deliveries/none").statusCode()).isEqualTo(404);
    }

    @Test
    void saysWhatADeliveryWaitsForInsteadOfItsNextAttempt() throws Exception {
        api.subscribe("waiting", api.subscriber(200), "");
        rows("subscriptions").updateOne(Filters.eq("_id", "waiting"), Updates.unset("verifiedAt"));
        String change = "{\"rate_limit\":5}"; // after it, the gateway knows the row as it is
        api.gateway.send("PATCH", "/api/v1/configuration/web-hooks/waiting", change);
        String one = api.receive("credential_create", 1).get(0);
        for (String path : List.of("events/" + one, "deliveries/" + one + ":waiting", "deliveries?webHookId=waiting")) {
            await().untilAsserted(() ->
                    assertThat(browser.get("/console/" + path).body()).contains("waits until its web hook is"));
        }
        toAWebHookThatAnotherGatewayHasJustMade(one);
        assertThat(browser.get("/console/deliveries?webHookId=just-made").body())
                .contains("/console/deliveries/" + one + ":just-made")
                .doesNotContain("it will be");
        rows("subscriptions").deleteOne(Filters.eq("_id", "just-made"));
        rows("deliveries").deleteOne(Filters.eq("subscriptionId", "just-made"));
        api.unsubscribe("waiting");
    }

    /** Its row is there, but the counter of changes says nothing of it, so that this gateway does not know it for seconds. */
    private static void toAWebHookThatAnotherGatewayHasJustMade(String event) {
        copy("subscriptions", "waiting", "just-made");
        copy("deliveries", event + ":waiting", event + ":just-made");
    }

    private static void copy(String collection, String id, String copy) {
        var row = Objects.requireNonNull(
                rows(collection).find(Filters.eq("_id", id)).first());
        row.replace("subscriptionId", "just-made");
        rows(collection).insertOne(row.append("_id", copy));
    }

    private static MongoCollection<Document> rows(String collection) {
        return api.gateway.bean(MongoDatabase.class).getCollection(collection);
    }

    @Test
    void countsARangeAndReplaysItOnceHoweverOftenTheFormIsSent() throws Exception {
        String range = "/console/deliveries/range";
        String other = api.receive("credential_create", 1).get(0);
        api.awaitStates(other, HOOK, "failed");
        Map<String, String> form = Map.of(
                "kind", "replays", "which", "failed", "webHookId", HOOK, "from", recorded(other), "before", now());
        String counted = browser.get(range + "?kind=replays&which=failed&webHookId=" + HOOK + "&from=" + recorded(other)
                        + "&before=" + form.get("before"))
                .body();
        assertThat(counted).contains("<span>1</span>", "deliveries would be made", ">Deliver them again</button>");
        var key = Pattern.compile("name=\"key\" value=\"([^\"]+)\"").matcher(counted);
        assertThat(key.find()).isTrue();
        var sent = new java.util.HashMap<>(form);
        sent.put("key", key.group(1));
        String job = location(browser.submit(range, range, sent));
        assertThat(location(browser.submit(range, range, sent))).isEqualTo(job);
        await().untilAsserted(() -> assertThat(browser.get(job).body())
                .contains(">done</span>", "<dd>1</dd>")
                .doesNotContain("data-live"));
        api.awaitStates(other, HOOK, "failed", "failed");
        sent.put("kind", "cancellations");
        assertThat(browser.get(location(browser.submit(range, range, sent))).body())
                .contains("<h1>Cancellation</h1>");
    }

    @Test
    void saysWhatIsWrongWithARangeBesideItsField() throws Exception {
        assertThat(browser.get("/console/deliveries/range").body())
                .contains("value=\"" + Instant.now().toString().substring(0, 11))
                .doesNotContain("would be");
        assertThat(browser.get(
                                "/console/deliveries/range?kind=replays&which=failed&webHookId=none&from=yesterday&before="
                                        + now())
                        .body())
                .contains("id=\"e-webHookId\"", "names no web hook", "id=\"e-from\"")
                .doesNotContain("would be");
    }

    private static String recorded(String of) throws Exception {
        return api.gateway
                .get("/api/v1/events/" + of)
                .json()
                .path("recordedtime")
                .asText();
    }

    private static String now() {
        return Instant.now().toString();
    }

    private static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        return answer.headers().firstValue("Location").orElseThrow();
    }
}
