package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.DeliveryApi;
import dev.tributary.event.Event;
import dev.tributary.event.Proof;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page that the console begins with, by plain HTTP. Figures of the API are up to ten seconds old. */
class OverviewPageTest {

    private static DeliveryApi api;
    private static Browser browser;

    @BeforeAll
    static void signIn() throws Exception {
        api = SharedConsole.api();
        browser = SharedConsole.signedIn();
    }

    @Test
    void showsFiguresThatLeadToTheListsBehindThem() throws Exception {
        api.subscribe("overview-fails", api.subscriber(503), ",\"events\":[\"bank.connection.*\"]");
        String event = api.receive("credential_create", 1).get(0);
        api.awaitStates(event, "overview-fails", "failed");
        api.unsubscribe("overview-fails");
        api.gateway.send("POST", "/hooks/paybook/s", "{\"event\":\"refresh\"}", "X-Secret", "wrong");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(browser.get("/console").body())
                        .contains(
                                "/console/web-hooks/overview-fails",
                                "webHookId=overview-fails&amp;state=failed\">1</a>",
                                "/console/events?provider=paybook\">paybook</a>",
                                " accepted ",
                                "data-label=\"Rejected\""));
        String page = browser.get("/console").body();
        assertThat(page)
                .contains(
                        "<rect",
                        "<th scope=\"col\">accepted, a minute</th>",
                        "data-live=\"/console/live/overview?seen=",
                        "every 60s\"")
                .containsPattern(
                        "verdict=accepted&amp;provider=paybook&amp;receivedtime(\\[|%5B)gte(\\]|%5D)=[^\"]+\">[0-9.]+</a>")
                .contains("verdict=rejected&amp;provider=paybook&amp;")
                .containsPattern("provider=paybook&amp;recordedtime(\\[|%5B)gte(\\]|%5D)=[^\"]+\">[0-9.]+</a>")
                .contains("/console/deliveries?state=pending", "aria-current=\"page\">Overview</a>")
                .doesNotContain(" style=", "<script>");
        assertThat(browser.get("/console?refresh=off").body()).doesNotContain("data-live", "every 60s");
        assertThat(browser.get("/console/events").body()).contains("<a href=\"/console\">Overview</a>");
    }

    @Test
    void namesSourcesThatAreSilentUntilTheyAreNot() throws Exception {
        store("overview-a", List.of("silent"));
        store("overview-b", List.of("silent"));
        store("overview-b", List.of());
        assertThat(browser.get("/console").body())
                .contains("/console/sources/overview-a", "2026-03-02 09:15:07")
                .doesNotContain("/console/sources/overview-b");
    }

    /** What the gateway tells of a source whose health has changed. */
    private static void store(String source, List<String> reasons) {
        String id = api.gateway.bean(TimeOrderedId.class).next();
        var event = new Event(
                id,
                "http://localhost:8080/sources/paybook/" + source,
                "gateway.source.unhealthy.v1",
                "sources/" + source,
                "2026-03-02T09:15:07.000Z",
                false,
                "http://localhost:8080/schemas/source/1.0.json",
                source,
                Instant.now(),
                null,
                "gateway",
                "source.unhealthy",
                Proof.NONE,
                "gateway@1.0.0",
                "default",
                null,
                "gateway",
                id,
                Map.of("id", source, "reasons", reasons, "since", "2026-03-02T09:15:07.000Z"));
        api.gateway.bean(EventStore.class).insert(List.of(StoredEvent.of(event)), "test", Duration.ofSeconds(5));
    }
}
