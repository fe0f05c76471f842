package dev.tributary.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway;
import dev.tributary.security.identity.RealmAdmin;
import dev.tributary.security.identity.RealmServer;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.openqa.selenium.Keys;

/** People who sign in at Keycloak: the code flow as a browser goes through it, without scripts. */
@EnabledIf("dev.tributary.security.identity.RealmServer#isPossible")
class ConsoleSignInIT {

    private static final Pattern FORM = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");

    private static final String SECRET = "a-shared-secret-for-tests";

    private static TestGateway gateway;
    private static String issuer;
    private Browser browser;

    @BeforeAll
    static void start() throws Exception {
        issuer = RealmServer.get().issuer();
        gateway = TestGateway.start(
                "--server.address=127.0.0.1",
                "--spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer,
                "--tributary.console.client-secret=console-secret");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void open() {
        browser = new Browser(gateway::uri);
    }

    @Test
    void signsInWithTheCodeFlowAndAProofKey() throws Exception {
        browser.get("/console/events?provider=tink");
        String begun = location(browser.get(location(browser.get("/console/sign-in/issuer"))));
        assertThat(begun)
                .startsWith(issuer + "/protocol/openid-connect/auth?")
                .contains("response_type=code", "client_id=tributary-console", "code_challenge_method=S256", "nonce=");
        assertThat(browser.cookies()).doesNotContainKey("tributary-session");
        HttpResponse<String> end = browser.get(enter(begun, "operator", "password of operator"));
        assertThat(location(end)).endsWith("/console/events?provider=tink");
        assertThat(browser.cookies()).containsKey("tributary-session");
        assertThat(browser.get("/console/events").body()).contains("<span>operator</span>", ">default</span>");
    }

    @Test
    void takesNoCodeThatAnotherBrowserBegan() throws Exception {
        String begun = location(browser.get("/console/sign-in/at/issuer"));
        String callback = enter(begun, "analyst", "password of analyst");
        var other = new Browser(gateway::uri);
        assertThat(location(other.get(callback))).endsWith("/console/sign-in?failed");
        assertThat(location(other.get("/console/events"))).isEqualTo("/console/sign-in");
        assertThat(location(browser.get(callback))).endsWith("/console");
        assertThat(location(browser.get(callback))).endsWith("/console/sign-in?failed");
    }

    @Test
    void showsEachPersonWhatItsRoleAllows() throws Exception {
        signIn("auditor");
        HttpResponse<String> page = browser.get("/console/events");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains(">Receipts</a>", ">Audit</a>").doesNotContain(">Quarantine</a>");
        assertThat(browser.get("/console").body()).contains("calls a minute");
        assertThat(browser.get("/console/quarantine").statusCode()).isEqualTo(403);
        assertThat(browser.get("/console/live/releases?id=r").statusCode()).isEqualTo(403);
        assertThat(browser.submit("/console/events", "/console/events/e/replay", Map.of("delivery", "d", "key", "k"))
                        .statusCode())
                .isEqualTo(302);
        assertThat(browser.get("/console/events/e").body()).contains("There is no such resource");
    }

    @Test
    void givesAPersonTheTenantOfItsUser() throws Exception {
        signIn("acme-analyst");
        assertThat(browser.get("/console/events").body()).contains("<span>acme-analyst</span>", ">acme</span>");
    }

    /** More series than one answer of the statistics adds up. */
    @Test
    void beginsWithAnOverviewHoweverManySourcesThereAre() throws Exception {
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        gateway.bean(MongoDatabase.class)
                .getCollection("statistics")
                .insertMany(IntStream.rangeClosed(0, 20_000)
                        .mapToObj(number -> new Document("_id", "many" + number)
                                .append("tenant", "acme")
                                .append("kind", "calls")
                                .append("day", today)
                                .append("provider", "tink")
                                .append("sourceId", "s" + number)
                                .append("verdict", "accepted")
                                .append("slots", new Binary(new byte[0])))
                        .toList());
        signIn("acme-analyst");
        assertThat(browser.get("/console").body()).contains("Figures are missing", "deliveries wait");
    }

    @Test
    void showsAnAnalystNoPersonalValueAndAnotherTenantNothing() throws Exception {
        gateway.source("shop", "paybook", "paybook-header", Map.of("header", "X-Secret"), SECRET, null);
        HttpResponse<String> taken = gateway.post("/hooks/paybook/shop", """
                {"event":"credential_create","id_credential":"c7","id_user":"u7","id_external":"customer-77",\
                "id_job_uuid":"j7","is_executing":1,"endpoints":{}}""".getBytes(UTF_8), "X-Secret", SECRET);
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        signIn("analyst");
        String event = first(
                "/console/events/", browser.get("/console/events?userId=u7").body());
        String page = browser.get(event + "?masked=false").body();
        assertThat(page)
                .contains("connections/c7", "***", "Seeing them needs the scope <code>events:raw</code>")
                .doesNotContain("customer-77", "masked=false");
        String receipt = first("/console/receipts/", page);
        assertThat(browser.get(receipt).body()).contains("paybook").doesNotContain("customer-77", receipt + "/body");
        assertThat(browser.get(receipt + "/body").statusCode()).isEqualTo(403);

        browser = new Browser(gateway::uri);
        signIn("acme-analyst");
        assertThat(browser.get("/console/events").body()).contains("No events here.");
        assertThat(browser.get(event).statusCode()).isEqualTo(404);
        assertThat(browser.get(receipt).statusCode()).isEqualTo(404);
    }

    private static String first(String prefix, String page) {
        var link = Pattern.compile(Pattern.quote(prefix) + "[0-9a-f-]{36}").matcher(page);
        assertThat(link.find()).as(page).isTrue();
        return link.group();
    }

    @Test
    void signsOutAtTheIssuerAsWell() throws Exception {
        signIn("analyst");
        String out = location(browser.submit("/console/events", "/console/sign-out", Map.of()));
        assertThat(out)
                .startsWith(issuer + "/protocol/openid-connect/logout?")
                .contains("id_token_hint=", "post_logout_redirect_uri=");
        assertThat(location(browser.get(out))).endsWith("/console/sign-in");
        assertThat(location(browser.get("/console/events"))).isEqualTo("/console/sign-in");
        HttpResponse<String> again = browser.get(location(browser.get("/console/sign-in/at/issuer")));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).contains("name=\"password\"");
    }

    /** A token that expires within a minute is refreshed before the next request to the API. */
    @Test
    void refreshesTheTokensOfAPersonUntilTheIssuerEndsTheSession() throws Exception {
        var admin = new RealmAdmin(RealmServer.get());
        admin.keepEvents("REFRESH_TOKEN");
        admin.changeTokenLifetime("tributary-console", 59);
        try {
            signIn("operator");
        } finally {
            admin.changeTokenLifetime("tributary-console", 300);
        }
        int before = admin.events("REFRESH_TOKEN", "operator");
        assertThat(browser.get("/console/events").statusCode()).isEqualTo(200);
        assertThat(browser.get("/console/events").statusCode()).isEqualTo(200);
        assertThat(admin.events("REFRESH_TOKEN", "operator")).isEqualTo(before + 1);

        admin.changeTokenLifetime("tributary-console", 59);
        browser = new Browser(gateway::uri);
        try {
            signIn("gateway-admin");
        } finally {
            admin.changeTokenLifetime("tributary-console", 300);
        }
        admin.endSessions("gateway-admin");
        assertThat(browser.get("/console/live/events").statusCode()).isEqualTo(401);
        HttpResponse<String> part = browser.part("/console/events?live=on", "part");
        assertThat(part.statusCode()).isEqualTo(401);
        assertThat(part.headers().firstValue("HX-Redirect")).hasValue("/console/sign-in");
        assertThat(location(browser.get("/console/events"))).isEqualTo("/console/sign-in");
        assertThat(browser.get("/console/sign-in").statusCode()).isEqualTo(200);
    }

    @Test
    @EnabledIf("dev.tributary.console.Chromium#isThere")
    void showsInABrowserNoRawBytesToAnAnalystAndNothingToAnotherTenant() throws Exception {
        gateway.source("seen", "paybook", "paybook-header", Map.of("header", "X-Secret"), SECRET, null);
        byte[] call =
                "{\"event\":\"credential_create\",\"id_credential\":\"c8\",\"id_user\":\"u8\",\"id_external\":\"customer-88\"}"
                        .getBytes(UTF_8);
        assertThat(gateway.post("/hooks/paybook/seen", call, "X-Secret", SECRET).statusCode())
                .isEqualTo(200);
        try (var chromium = new Chromium(gateway::uri)) {
            signIn(chromium, "analyst", "/console/events?userId=u8");
            chromium.one("#list tbody a").click();
            assertThat(chromium.one("main").getText())
                    .contains("connections/c8", "needs the scope events:raw")
                    .doesNotContain("customer-88", "The call beside the event");
            String event = chromium.address();
            chromium.one("dd a[href^='/console/receipts/']").click();
            assertThat(chromium.one("main").getText())
                    .contains("Call of paybook")
                    .doesNotContain("raw bytes");
            chromium.one(".person button").click();
            await().untilAsserted(
                            () -> assertThat(chromium.one("main").getText()).contains("Sign in"));
            assertThat(chromium.address()).endsWith("/console/sign-in");

            signIn(chromium, "acme-analyst", "/console/events");
            assertThat(chromium.one("main").getText()).contains("No events here.");
            chromium.open(event);
            assertThat(chromium.one("main").getText()).contains("There is no such resource");
        }
    }

    private static void signIn(Chromium chromium, String person, String page) {
        chromium.open(gateway.uri(page).toString());
        chromium.one("a.button").click();
        chromium.one("[name=username]").sendKeys(person);
        chromium.one("[name=password]").sendKeys("password of " + person, Keys.ENTER);
        await().untilAsserted(() -> assertThat(chromium.address()).endsWith(page));
        assertThat(chromium.one(".person").getText()).contains(person);
    }

    @Test
    void allowsFormsToLeadToTheIssuer() throws Exception {
        String origin = issuer.substring(0, issuer.indexOf("/realms"));
        assertThat(browser.get("/console/sign-in").headers().firstValue("Content-Security-Policy"))
                .get()
                .asString()
                .contains("form-action 'self' " + origin + ";");
    }

    private void signIn(String person) throws Exception {
        String begun = location(browser.get("/console/sign-in/at/issuer"));
        assertThat(location(browser.get(enter(begun, person, "password of " + person))))
                .endsWith("/console");
    }

    /** Fills in the form of Keycloak, and gives the address that it sends the browser back to. */
    private String enter(String page, String person, String password) throws Exception {
        var form = FORM.matcher(browser.get(page).body());
        assertThat(form.find()).isTrue();
        HttpResponse<String> answer =
                browser.post(form.group(1).replace("&amp;", "&"), Map.of("username", person, "password", password));
        return location(answer);
    }

    private static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isIn(List.of(302, 303));
        return answer.headers().firstValue("Location").orElseThrow();
    }
}
