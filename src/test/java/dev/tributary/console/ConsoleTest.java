package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.DeliveryApi;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console with the local identity, by plain HTTP. */
class ConsoleTest {

    private static final String CONTENT =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self';";

    private static DeliveryApi api;
    private Browser browser;

    @BeforeAll
    static void start() throws Exception {
        api = SharedConsole.api();
    }

    @BeforeEach
    void open() {
        browser = new Browser(api.gateway::uri);
    }

    @Test
    void leadsFromTheRootToTheSignInPage() throws Exception {
        assertThat(location(browser.get("/"))).isEqualTo("/console");
        assertThat(location(browser.get("/console"))).isEqualTo("/console/sign-in");
        assertThat(browser.get("/console/sign-in").body()).contains("<h1>Sign in</h1>", "console-link");
    }

    @Test
    void signsInByALinkThatWorksOnce() throws Exception {
        String link = SharedConsole.newLink();
        HttpResponse<String> first = browser.get(link);
        assertThat(location(first)).isEqualTo("/console");
        assertThat(browser.get("/console/events").statusCode()).isEqualTo(200);

        var second = new Browser(api.gateway::uri);
        HttpResponse<String> refused = second.get(link);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("This link does not sign in");
        assertThat(location(second.get("/console/events"))).isEqualTo("/console/sign-in");
        assertThat(second.get(link + "A").statusCode()).isEqualTo(403);
    }

    @Test
    void saysWhenToAskAgainWhereNoIssuerAnswers() throws Exception {
        HttpResponse<String> away = browser.get("/console/sign-in/issuer");
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void keepsTheLinkFromOtherUsersOfTheMachine() throws Exception {
        SharedConsole.newLink();
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(api.gateway.data().resolve("console-link"))))
                .isEqualTo("rw-------");
    }

    @Test
    void goesOnWithThePageThatWasAskedForBeforeSignIn() throws Exception {
        browser.get("/console/events?provider=tink");
        assertThat(location(browser.get(SharedConsole.newLink()))).isEqualTo("/console/events?provider=tink");
    }

    @Test
    void givesTheSessionToNoScriptAndNoOtherSite() throws Exception {
        HttpResponse<String> answer = browser.get(SharedConsole.newLink());
        assertThat(answer.headers().allValues("Set-Cookie"))
                .filteredOn(cookie -> cookie.startsWith("tributary-session="))
                .singleElement()
                .asString()
                .contains("HttpOnly", "SameSite=Lax", "Path=/console");
        browser.get("/console/events");
        assertThat(browser.cookies()).containsKey("tributary-form");
    }

    @Test
    void endsTheSessionWithSignOut() throws Exception {
        signIn();
        Map<String, String> kept = Map.copyOf(browser.cookies());
        HttpResponse<String> out = browser.submit("/console/events", "/console/sign-out", Map.of());
        assertThat(location(out)).isEqualTo("/console/sign-in?out");
        browser.cookies().putAll(kept);
        assertThat(location(browser.get("/console/events"))).isEqualTo("/console/sign-in");
    }

    @Test
    void allowsOwnFilesOnlyAndNoFrame() throws Exception {
        signIn();
        for (String page : List.of("/console/events", "/console/sign-in", "/console/nothing")) {
            var headers = browser.get(page).headers();
            assertThat(headers.firstValue("Content-Security-Policy")).hasValue(CONTENT);
            assertThat(headers.firstValue("X-Frame-Options")).hasValue("DENY");
            assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(headers.firstValue("Referrer-Policy")).hasValue("same-origin");
            assertThat(headers.firstValue("Cache-Control")).get().asString().contains("no-store");
        }
    }

    @Test
    void givesItsIconToBrowsersThatLookForIt() throws Exception {
        HttpResponse<String> icon = browser.get(location(browser.get("/favicon.ico")));
        assertThat(icon.statusCode()).isEqualTo(200);
        assertThat(icon.headers().firstValue("Content-Type")).hasValue("image/svg+xml");
    }

    @Test
    void servesEachFileThatAPageNames() throws Exception {
        String page = browser.get("/console/sign-in").body();
        List<String> files = Pattern.compile("(?:src|href)=\"(/(?:webjars|console/assets)/[^\"]+)\"")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
        assertThat(files).hasSize(4);
        for (String file : files) {
            assertThat(browser.get(file).statusCode()).as(file).isEqualTo(200);
        }
        assertThat(browser.get("/console/assets/console.css").headers().firstValue("ETag"))
                .isPresent();
        assertThat(page).doesNotContain("<style", " style=").doesNotContainPattern("<script(?![^>]* src=)");
    }

    @Test
    void refusesAFormWithoutItsToken() throws Exception {
        signIn();
        String event = api.receive("credential_create", 1).get(0);
        for (Map<String, String> fields : List.of(
                Map.of("delivery", event + ":hook", "key", "k"),
                Map.of("delivery", event + ":hook", "key", "k", "_csrf", "forged"))) {
            HttpResponse<String> answer = browser.post("/console/events/" + event + "/replay", fields);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("The form has expired");
        }
        assertThat(browser.post("/console/sign-out", Map.of()).statusCode()).isEqualTo(403);
        assertThat(browser.get("/console/events").statusCode()).isEqualTo(200);
        assertThat(browser.post("/console/sign-in/link", Map.of()).statusCode()).isEqualTo(403);
    }

    @Test
    void findsAnEventAndReplaysItOnceHoweverOftenTheFormIsSent() throws Exception {
        signIn();
        api.subscribe("ledger", api.subscriber(200), "");
        String event = api.receive("credential_create", 1).get(0);
        api.awaitStates(event, "ledger", "delivered");
        String subject = api.gateway
                .get("/api/v1/events/" + event)
                .json()
                .path("subject")
                .asText();
        String list =
                browser.get("/console/events?subject=" + subject + "&provider=").body();
        assertThat(list).contains("/console/events/" + event, subject);

        String page = browser.get("/console/events/" + event).body();
        assertThat(page)
                .contains("bank.connection.created.v1", ">ledger</a></h3>", "status 200", "&quot;specversion&quot;");
        var replay = Map.of("delivery", event + ":ledger", "key", "11111111-2222-3333-4444-555555555555");
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer =
                    browser.submit("/console/events/" + event, "/console/events/" + event + "/replay", replay);
            assertThat(location(answer)).isEqualTo("/console/events/" + event);
        }
        assertThat(browser.get("/console/events/" + event).body()).contains("role=\"status\"", "delivered again");
        api.awaitStates(event, "ledger", "delivered", "delivered");
        api.unsubscribe("ledger");
    }

    @Test
    void showsWhatTheApiRefusesBesideTheField() throws Exception {
        signIn();
        HttpResponse<String> answer = browser.get("/console/events?recordedtime%5Bgte%5D=yesterday");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("aria-invalid=\"true\"", "must be a timestamp such as");
        assertThat(browser.get("/console/events?recordedtime%5Bgte%5D=2026-03-02T09:15")
                        .body())
                .doesNotContain("aria-invalid");
    }

    @Test
    void pagesThroughAList() throws Exception {
        signIn();
        String newest = api.receive("credential_create", 51).get(50);
        String first = browser.get("/console/events").body();
        assertThat(first)
                .contains("/console/events/" + newest, ">Next page</a>")
                .doesNotContain(">First page</a>");
        var next = Pattern.compile("href=\"([^\"]+)\" rel=\"next\"").matcher(first);
        assertThat(next.find()).isTrue();
        String second = browser.get(next.group(1).replace("&amp;", "&")).body();
        assertThat(second).contains(">First page</a>", "/console/events/");
    }

    @Test
    void givesTheListOfEventsAsAFileWithItsFilters() throws Exception {
        signIn();
        String event = api.receive("credential_create", 1).get(0);
        String filter = "recordedtime%5Bgte%5D=2026-01-01T00:00";
        assertThat(browser.get("/console/events?provider=paybook&" + filter).body())
                .contains("/console/export/events?form=ndjson&amp;provider=paybook&amp;"
                        + "recordedtime%5Bgte%5D=2026-01-01T00%3A00%3A00Z&amp;masked=true");
        var file = browser.get("/console/export/events?form=ndjson&provider=paybook&masked=true");
        assertThat(file.headers().firstValue("Content-Disposition")).hasValue("attachment; filename=\"events.ndjson\"");
        assertThat(file.body().lines()).anyMatch(line -> line.contains("\"id\":\"" + event));
    }

    @Test
    void answersARefusalOfTheApiAsAPage() throws Exception {
        signIn();
        HttpResponse<String> answer = browser.get("/console/events/00000000-0000-7000-8000-000000000000");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).get().asString().startsWith("text/html");
        assertThat(answer.body()).contains("There is no such resource.");
        assertThat(browser.get("/console/nothing").statusCode()).isEqualTo(404);
        assertThat(browser.get("/console/events/a%20b").statusCode()).isEqualTo(404);
    }

    @Test
    void escapesWhatProvidersAndPeopleSend() throws Exception {
        signIn();
        String naughty = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>${7*7}[[${7*7}]]";
        String query = java.net.URLEncoder.encode(naughty, java.nio.charset.StandardCharsets.UTF_8);
        String list = browser.get("/console/events?subject=" + query + "&cursor=" + query)
                .body();
        assertThat(list)
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "${7*7}[[${7*7}]]")
                .doesNotContain("<script>alert", "<img src=x");
        String page =
                browser.get("/console/events/" + query.replace("+", "%20")).body();
        assertThat(page).doesNotContain("<script>alert", "<img src=x");
    }

    private void signIn() throws Exception {
        browser.get(SharedConsole.newLink());
    }

    private static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
        return answer.headers().firstValue("Location").orElseThrow();
    }
}
