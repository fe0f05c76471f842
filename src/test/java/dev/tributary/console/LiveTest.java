package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.DeliveryApi;
import dev.tributary.event.EventFixtures;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.StoredEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.SmartLifecycle;

/** What tells a page that it has to be loaded again, without a browser. */
class LiveTest {

    private static final int PLACES = 20;
    private static final Duration SOON = Duration.ofSeconds(30);

    private static DeliveryApi api;
    private Browser browser;

    @BeforeAll
    static void start() throws Exception {
        api = SharedConsole.api();
    }

    @BeforeEach
    void signIn() throws Exception {
        browser = SharedConsole.signedIn();
    }

    @Test
    void tellsAListOfAnEventOfItsTenantAndOfNoOther() throws Exception {
        api.receive("credential_create", 1);
        try (var page = new LiveClient(browser, stream("/console/events?live=on"))) {
            assertThat(page.answer.headers().firstValue("Content-Type"))
                    .get()
                    .asString()
                    .startsWith("text/event-stream");
            assertThat(page.answer.headers().firstValue("X-Accel-Buffering")).hasValue("no");
            StoredEvent other = StoredEvent.of(EventFixtures.ofTenant("elsewhere", "bank.payment.executed.v1"));
            api.gateway.bean(EventStore.class).insert(List.of(other), "test", Duration.ofSeconds(5));
            awaitLooks(page, 2);
            assertThat(page.messages()).isEmpty();
            api.receive("credential_create", 1);
            await().atMost(SOON).untilAsserted(() -> assertThat(page.messages()).containsExactly("changed"));
        }
    }

    @Test
    void tellsAListOfWhatItsSearchFindsOnly() throws Exception {
        try (var page = new LiveClient(browser, stream("/console/receipts?live=on&verdict=rejected"))) {
            api.receive("credential_create", 1);
            awaitLooks(page, 2);
            assertThat(page.messages()).isEmpty();
        }
    }

    @Test
    void tellsAtOnceOfWhatCameWhileThePageWasLoaded() throws Exception {
        String overview = stream("/console");
        String list = stream("/console/events?live=on");
        api.receive("credential_create", 1);
        for (String address : List.of(overview, list)) {
            try (var page = new LiveClient(browser, address)) {
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(page.messages()).contains("changed"));
                assertThat(page.looks()).isZero();
            }
        }
    }

    /** The rows of one web hook stand below those of the other. */
    @Test
    void tellsAListOfDeliveriesOfAnyOfItsRows() throws Exception {
        for (String hook : List.of("live-a", "live-b")) {
            api.subscribe(hook, api.subscriber(hook.equals("live-a") ? 200 : 503), "");
        }
        String event = api.receive("credential_create", 1).get(0);
        api.awaitStates(event, "live-a", "delivered");
        api.awaitStates(event, "live-b", "failed");
        try (var page = new LiveClient(browser, stream("/console/deliveries?live=on&eventId=" + event))) {
            awaitLooks(page, 1);
            for (String hook : List.of("live-a", "live-b")) {
                int told = page.messages().size();
                String delivery = "/api/v1/deliveries/" + event + ':' + hook;
                assertThat(api.gateway
                                .send("POST", delivery + "/replay", "", "Idempotency-Key", hook)
                                .status())
                        .isEqualTo(202);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(page.messages()).hasSizeGreaterThan(told));
            }
        } finally {
            api.unsubscribe("live-a");
            api.unsubscribe("live-b");
        }
    }

    @Test
    void tellsAPageOfAJobOfItsEnd() throws Exception {
        String job = api.gateway
                .send(
                        "POST",
                        "/api/v1/replays",
                        "{\"states\":[\"failed\"],\"from\":\"2026-01-01T00:00:00Z\",\"before\":\"2026-01-01T00:01:00Z\"}",
                        "Idempotency-Key",
                        "live")
                .json()
                .path("id")
                .asText();
        try (var page = new LiveClient(browser, "/console/live/replays?seen=nothing&id=" + job)) {
            await().atMost(SOON).until(page::hasEnded);
            assertThat(page.messages()).startsWith("changed").endsWith("end");
        }
        assertThat(browser.get("/console/live/replays?id=" + job + "/../../events")
                        .statusCode())
                .isEqualTo(400);
        assertThat(browser.get("/console/live/me").statusCode()).isEqualTo(404);
    }

    @Test
    void movesTheFirstPageWithTheNewestFirstOnly() throws Exception {
        assertThat(browser.get("/console/events?provider=tink").body())
                .contains("href=\"/console/events?provider=tink&amp;masked=true&amp;live=on\"", ">Live</a>")
                .doesNotContain("data-live");
        assertThat(browser.get("/console/events?live=on&recordedtime%5Bgte%5D=2026-03-02T09:15")
                        .body())
                .contains("name=\"live\" value=\"on\"", ">Stop</a>");
        for (String page : List.of("deliveries?order=asc", "events?recordedtime%5Bgte%5D=never", "events?cursor=c")) {
            assertThat(browser.get("/console/" + page + "&live=on").body()).doesNotContain("data-live");
        }
        assertThat(browser.get("/console/live/events?recordedtime%5Bgte%5D=never")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void endsWithTheSession() throws Exception {
        try (var page = new LiveClient(browser, stream("/console"))) {
            browser.submit("/console/events", "/console/sign-out", Map.of());
            await().atMost(SOON).until(page::hasEnded);
        }
        assertThat(browser.get("/console/live/overview").statusCode()).isEqualTo(401);
        assertThat(browser.get(SharedConsole.newLink()).headers().firstValue("Location"))
                .hasValue("/console");
    }

    @Test
    void endsWithTheGateway() throws Exception {
        var streams = (SmartLifecycle) api.gateway.context().getBean("liveStreams");
        try (var page = new LiveClient(browser, stream("/console"))) {
            streams.stop();
            await().atMost(SOON).until(page::hasEnded);
            assertThat(browser.get("/console/live/overview").statusCode()).isEqualTo(503);
        } finally {
            streams.start();
        }
    }

    @Test
    void leavesPagesAsTheyAreBeyondTheLimit() throws Exception {
        awaitOpen(0);
        List<LiveClient> open = new ArrayList<>();
        String address = stream("/console");
        for (int i = 0; i < PLACES; i++) {
            open.add(new LiveClient(browser, address));
        }
        awaitOpen(PLACES);
        try (var refused = new LiveClient(browser, address)) {
            assertThat(refused.answer.statusCode()).isEqualTo(503);
            assertThat(refused.answer.headers().firstValue("Retry-After")).hasValue("60");
        }
        assertThat(browser.get("/console").body()).contains("calls a minute");
        for (LiveClient page : open) {
            page.close();
        }
        awaitOpen(0);
    }

    /** Browsers that are gone are noticed after a moment. */
    private static void awaitOpen(int pages) {
        await().atMost(SOON).untilAsserted(() -> assertThat(api.gateway.metrics())
                .contains("tributary_console_live_pages " + pages + ".0"));
    }

    private static void awaitLooks(LiveClient page, int further) {
        long before = page.looks();
        await().atMost(SOON).until(() -> page.looks() >= before + further);
    }

    /** The address that a page names. */
    private String stream(String path) throws Exception {
        var address = Pattern.compile("data-live=\"([^\"]+)\"")
                .matcher(browser.get(path).body());
        assertThat(address.find()).as(path).isTrue();
        return address.group(1).replace("&amp;", "&");
    }
}
