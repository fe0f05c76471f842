package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.DeliveryApi;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The console in a real browser: by keyboard only, without serious findings of axe, and as pictures of each page. */
@EnabledIf("dev.tributary.console.Chromium#isThere")
class ConsoleBrowserIT {

    /** Pages for pictures and for axe, by the names of their files. */
    private static final Map<String, String> PAGES = Map.of(
            "events", "/console/events",
            "no-events", "/console/events?subject=none",
            "live-events", "/console/events?live=on",
            "wrong-search", "/console/events?recordedtime%5Bgte%5D=yesterday",
            "missing", "/console/nothing");

    private static DeliveryApi api;
    private static Chromium chromium;
    private static final String USER = "user-of-the-keyboard";

    private static String event;
    private static String subject;

    @BeforeAll
    static void start() throws Exception {
        api = new DeliveryApi();
        api.subscribe("ledger", api.subscriber(200), "");
        api.subscribe("app-that-fails", api.subscriber(503), "");
        api.receive("credential_create", 3);
        call(USER, "keyboard");
        event = api.gateway
                .get("/api/v1/events?userId=" + USER)
                .json()
                .at("/result/0/id")
                .asText();
        api.awaitStates(event, "ledger", "delivered");
        api.awaitStates(event, "app-that-fails", "failed");
        subject = api.gateway
                .get("/api/v1/events/" + event)
                .json()
                .path("subject")
                .asText();
        chromium = new Chromium(api.gateway::uri);
        chromium.open(URI.create(Files.readString(api.gateway.data().resolve("console-link"))
                        .strip())
                .toString());
        assertThat(chromium.title()).isEqualTo("Overview · Tributary");
    }

    private static void call(String user, String credential) {
        String call = "{\"event\":\"credential_create\",\"id_credential\":\"%s\",\"id_user\":\"%s\"}"
                .formatted(credential, user);
        api.gateway.send("POST", "/hooks/paybook/s", call, "X-Secret", "a-shared-secret-for-tests");
    }

    @AfterAll
    static void stop() throws Exception {
        chromium.close();
        api.close();
    }

    @Test
    void findsAnEventReadsItAndReplaysItByKeyboardOnly() {
        chromium.open("/console/events");
        chromium.press(Keys.TAB);
        assertThat(chromium.focused().getText()).isEqualTo("Skip to content");
        chromium.tabTo("input[name=userId]");
        chromium.press(USER);
        await().untilAsserted(() -> assertThat(chromium.all("#list tbody tr")).hasSize(1));
        assertThat(chromium.address()).contains("userId=");
        chromium.tabTo("#list tbody a");
        chromium.press(Keys.ENTER);
        await().untilAsserted(() -> assertThat(chromium.title()).startsWith("bank.connection.created.v1"));
        assertThat(chromium.one("pre code").getText()).contains("\"subject\" : \"" + subject + "\"");
        assertThat(chromium.all(".timeline li.delivered")).isNotEmpty();
        chromium.tabTo("dd a[href^='/console/receipts/']");
        chromium.press(Keys.ENTER);
        await().untilAsserted(() -> assertThat(chromium.title()).startsWith("Receipt"));
        chromium.tabTo("a[href='/console/events/" + event + "']");
        chromium.press(Keys.ENTER);
        await().untilAsserted(() -> assertThat(chromium.title()).startsWith("bank.connection.created.v1"));
        chromium.tabTo("button[aria-label='Replay to ledger']");
        chromium.press(Keys.ENTER);
        await().untilAsserted(() ->
                assertThat(chromium.one("[role=status]").getText()).contains("being delivered again"));
        api.awaitStates(event, "ledger", "delivered", "delivered");
    }

    @Test
    void signsOutByKeyboard() throws Exception {
        chromium.open("/console/events");
        chromium.tabTo(".person button");
        chromium.press(Keys.ENTER);
        await().untilAsserted(() -> assertThat(chromium.one("main").getText()).contains("You are signed out"));
        chromium.open("/console/events");
        assertThat(chromium.one("h1").getText()).isEqualTo("Sign in");
        chromium.picture("sign-in");
        assertThat(chromium.seriousFindings()).isEmpty();
        chromium.one(".page form button").click();
        await().untilAsserted(() ->
                assertThat(chromium.one("[role=status]").getText()).contains("A new link"));
        chromium.open(
                Files.readString(api.gateway.data().resolve("console-link")).strip());
        assertThat(chromium.title()).isEqualTo("Events · Tributary");
    }

    @Test
    void hasNoSeriousFindingsAndAPictureOfEachPage() {
        String view = "{\"list\":\"events\",\"name\":\"Of Paybook\",\"filters\":{\"provider\":\"paybook\"}}";
        api.gateway.send("POST", "/api/v1/views", view);
        for (var page : PAGES.entrySet()) {
            look(page.getKey(), page.getValue());
        }
        look("event", "/console/events/" + event);
        look("event-and-call", "/console/events/" + event + "?raw=true");
    }

    @Test
    void releasesACallFromTheQuarantineByKeyboardOnly() throws Exception {
        String call = rejected();
        chromium.open("/console/quarantine");
        chromium.tabTo("#list tbody a");
        chromium.press(Keys.ENTER);
        await().untilAsserted(() ->
                assertThat(chromium.one(".notice.bad").getText()).contains("A release would be refused now"));
        api.gateway.send(
                "PATCH",
                "/api/v1/configuration/sources/late",
                "{\"secrets\":[{\"value\":\"a-new-secret-for-tests\"}]}");
        look("quarantined", "/console/quarantine/" + call);
        assertThat(chromium.all("ins.value")).isNotEmpty();
        look("quarantine-releases", "/console/quarantine/releases?kind=rejected&sourceId=late&before=" + Instant.now());
        chromium.open("/console/quarantine/" + call);
        chromium.tabTo("#main form button");
        chromium.press(Keys.ENTER);
        await().untilAsserted(() ->
                assertThat(chromium.one("[role=status]").getText()).contains("The call is released"));
        chromium.one("dd a[href^='/console/events/']").click();
        await().untilAsserted(() -> assertThat(chromium.title()).startsWith("bank.connection.created.v1"));
    }

    /** A call with a secret that its source does not have yet. */
    private static String rejected() throws Exception {
        api.gateway.send("POST", "/api/v1/configuration/sources", """
            {"id":"late","provider":"paybook","scheme":"paybook-header","options":{"header":"X-Secret"},
             "secrets":[{"value":"an-old-secret-for-tests"}]}\
            """);
        String body = "{\"event\":\"credential_create\",\"id_credential\":\"late\",\"id_user\":\"u\"}";
        api.gateway.send("POST", "/hooks/paybook/late", body, "X-Secret", "a-new-secret-for-tests");
        String list = "/api/v1/quarantine?sourceId=late";
        await().until(() -> api.gateway.get(list).json().path("result").size() == 1);
        return api.gateway.get(list).json().at("/result/0/id").asText();
    }

    /** The charts have bars once the counts are written. */
    @Test
    void showsFiguresCallsAndDeliveriesWithoutSeriousFindings() throws Exception {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            chromium.open("/console?refresh=off");
            assertThat(chromium.all("svg[role=img] rect")).isNotEmpty();
        });
        look("overview", "/console?refresh=off");
        String receipt = api.gateway
                .get("/api/v1/events/" + event)
                .json()
                .path("receiptid")
                .asText();
        look("receipts", "/console/receipts");
        look("receipt", "/console/receipts/" + receipt);
        look("quarantine", "/console/quarantine");
        look("deliveries", "/console/deliveries");
        look("delivery", "/console/deliveries/" + event + ":app-that-fails");
        look("range", "/console/deliveries/range?which=failed&from=2026-01-01T00:00&before=2026-01-02T00:00");
        look("audit", "/console/audit");
        look("audit-verification", "/console/audit/verification");
    }

    @Test
    void refreshesTheOverviewWhenACallComes() throws Exception {
        chromium.open("/console");
        String loaded = chromium.one("time").getText();
        chromium.one("#details-calls summary").click();
        api.receive("credential_create", 1);
        await().ignoreExceptions()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(chromium.one("time").getText()).isNotEqualTo(loaded));
        assertThat(chromium.all("#part")).hasSize(1);
        assertThat(chromium.one("#table-calls").isDisplayed()).isTrue();
    }

    /** The search, in which somebody may be typing, is not loaded again, and a tab that nobody sees has no connection. */
    @Test
    void movesAListWhileItIsSeen() throws Exception {
        chromium.open("/console/events?userId=user-of-a-list");
        chromium.one("#live").click();
        await().untilAsserted(() -> assertThat(chromium.all("#news")).hasSize(1));
        awaitMovingPages(1);
        WebElement search = chromium.one("[name='type[prefix]']");
        search.sendKeys("bank.");
        await().untilAsserted(() -> assertThat(chromium.address()).contains("bank.", "live=on"));
        call("user-of-a-list", "list");
        await().untilAsserted(() -> assertThat(chromium.all("#list tbody tr")).hasSize(1));
        assertThat(chromium.focused()).isEqualTo(search);
        assertThat(chromium.one("#news").getText()).startsWith("Last change at ");
        chromium.inAnotherTab(() -> awaitMovingPages(0));
        awaitMovingPages(1);
        assertThat(chromium.refusedByPolicy()).isEmpty();
    }

    private static void awaitMovingPages(int count) {
        await().untilAsserted(() ->
                assertThat(api.gateway.metrics()).contains("tributary_console_live_pages " + count + ".0"));
    }

    @Test
    void createsAWebHookAfterADryRunByKeyboardOnly() throws Exception {
        chromium.open("/console/web-hooks/new");
        chromium.tabTo("#f-name");
        chromium.press("By keyboard");
        chromium.tabTo("#f-base_uri");
        chromium.press(api.subscriber(200).url("/"));
        chromium.tabTo("input[value='bank.connection.*']");
        chromium.press(Keys.SPACE);
        chromium.tabTo("button[hx-post]");
        chromium.press(Keys.ENTER);
        await().ignoreExceptions() // it is being replaced
                .untilAsserted(
                        () -> assertThat(chromium.one("#tried").getText()).contains("events would be delivered"));
        assertThat(chromium.one("#f-name").getDomProperty("value")).isEqualTo("By keyboard");
        chromium.tabTo("button.main");
        chromium.press(Keys.ENTER);
        await().untilAsserted(() -> assertThat(chromium.title()).isEqualTo("By keyboard · Tributary"));
        assertThat(chromium.one(".once code").getText()).startsWith("whsec_");
        assertThat(chromium.seriousFindings()).isEmpty();
    }

    @Test
    void showsWebHooksSourcesPeopleAndFiguresWithoutSeriousFindings() throws Exception {
        PeoplePagesTest.keep(api.gateway, subject.replace("connections/", ""));
        look("web-hooks", "/console/web-hooks");
        look("web-hook", "/console/web-hooks/ledger");
        look("web-hook-new", "/console/web-hooks/new");
        look("web-hook-edit", "/console/web-hooks/ledger/edit");
        look("web-hook-delete", "/console/web-hooks/ledger/delete");
        look("sources", "/console/sources");
        look("source", "/console/sources/s");
        look("source-choose", "/console/sources/new");
        look("source-edit", "/console/sources/s/edit");
        look("source-delete", "/console/sources/s/delete");
        look("source-new", "/console/sources/new?provider=paybook&scheme=paybook-header");
        look("connections", "/console/people");
        look("documents", "/console/people/list/documents");
        look("accounts", "/console/people/list/accounts");
        look("transactions", "/console/people/list/transactions");
        look("timeline", "/console/people/timeline?userId=user-of-a-page");
        look("statistics", "/console/statistics");
        look("event-types", "/console/event-types");
    }

    @Test
    void keepsTheNavigationInOneLineOnADesktop() {
        chromium.open("/console/events");
        int line = chromium.one("nav li").getLocation().getY();
        assertThat(chromium.all("nav li"))
                .hasSizeGreaterThan(10)
                .allSatisfy(entry -> assertThat(entry.getLocation().getY()).isEqualTo(line));
        assertThat(chromium.one(".person button").getLocation().getY()).isCloseTo(line, within(10));
        assertThat(chromium.one("nav").getSize().getWidth()).isLessThan(1280);
    }

    private static void look(String name, String path) {
        chromium.open(path);
        List<Path> pictures = chromium.picture(name);
        assertThat(pictures).hasSize(3).allSatisfy(picture -> assertThat(Files.size(picture))
                .isGreaterThan(5_000));
        assertThat(chromium.seriousFindings()).as(path).isEmpty();
        assertThat(chromium.refusedByPolicy()).as(path).isEmpty();
    }
}
