package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.api.DeliveryApi;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pages of what providers sent, by plain HTTP. */
class CallPagesTest {

    private static DeliveryApi api;
    private static Browser browser;

    @BeforeAll
    static void signIn() throws Exception {
        api = SharedConsole.api();
        browser = SharedConsole.signedIn();
    }

    @Test
    void leadsFromAnEventToItsCallAndBack() throws Exception {
        String event = api.receive("credential_create", 1).get(0);
        String receipt = receiptOf(event);
        assertThat(browser.get("/console/events/" + event).body())
                .contains("/console/receipts/" + receipt, "mappings/paybook/paybook-v1.yaml", ">$.id_credential</code>")
                .doesNotContain("The mapping has changed");
        assertThat(browser.get("/console/receipts/" + receipt).body())
                .contains(
                        "Call of <span>paybook</span> to <span>s</span>",
                        ">accepted</span>",
                        "/console/events/" + event);
        String list = browser.get("/console/receipts?verdict=accepted&provider=paybook&sourceId=s")
                .body();
        assertThat(list)
                .contains(
                        "/console/receipts/" + receipt, "selected=\"selected\">accepted</option>", "value=\"paybook\"");
        assertThat(browser.get("/console/receipts?provider=tink&sourceId=s").body())
                .contains("No receipts here");
    }

    @Test
    void showsTheCallBesideItsEventAndHowItsFollowUpsEnded() throws Exception {
        String call =
                "{\"event\":\"refresh\",\"id_credential\":\"beside\",\"id_user\":\"u\",\"id_external\":\"tax-78\",\"amount\":1.50,"
                        + "\"endpoints\":{\"accounts\":[\"/v1/accounts?id_credential=beside\"]}}";
        api.gateway.send("POST", "/hooks/paybook/s", call, "X-Secret", "a-shared-secret-for-tests");
        String list = browser.get("/console/events?mentions=beside").body();
        Matcher link = Pattern.compile("/console/events/[0-9a-f-]{36}").matcher(list);
        assertThat(link.find()).as(list).isTrue();
        String event = link.group();
        String looks = "/api/v1/audit?action=receipt.body.read";
        int before = rows(looks).size();
        assertThat(browser.get(event).body())
                .contains("The call beside the event", "/v1/accounts?id_credential=beside")
                .doesNotContain("tax-78");
        assertThat(rows(looks)).hasSize(before);
        assertThat(browser.get(event + "?raw=true").body())
                .contains(
                        "&quot;id_external&quot; : &quot;tax-78&quot;",
                        "&quot;amount&quot; : 1.50",
                        "&quot;specversion&quot;");
        assertThat(rows(looks)).hasSize(before + 1);
    }

    @Test
    void saysThatSubscribersGetTheValuesThatAreMasked() throws Exception {
        String call =
                "{\"event\":\"credential_create\",\"id_credential\":\"masked\",\"id_user\":\"u\",\"id_external\":\"tax-77***\"}";
        api.gateway.send("POST", "/hooks/paybook/s", call, "X-Secret", "a-shared-secret-for-tests");
        String list = "/api/v1/events?subject=connections/masked";
        String masked = "/console/events/"
                + api.gateway.get(list).json().at("/result/0/id").asText();
        assertThat(browser.get(masked).body())
                .contains("Subscribers get the", "Unmask personal values")
                .doesNotContain("tax-77");
        assertThat(browser.get(masked + "?masked=false").body())
                .contains("tax-77***")
                .doesNotContain("Subscribers get the");
    }

    @Test
    void saysWhyACallWasRefused() throws Exception {
        api.gateway.send("POST", "/hooks/paybook/s", "{\"event\":\"refresh\"}", "X-Secret", "wrong");
        String list = "/api/v1/receipts?verdict=rejected&sourceId=s&order=desc";
        await().until(() -> !rows(list).isEmpty());
        String receipt = rows(list).at("/0/id").asText();
        assertThat(browser.get("/console/receipts?verdict=rejected").body())
                .contains("/console/receipts/" + receipt, ">signature or secret wrong</td>");
        assertThat(browser.get("/console/receipts/" + receipt).body())
                .contains(">rejected</span>", ">signature or secret wrong</dd>", "This call gave no event");
    }

    @Test
    void searchesReceiptsAndSaysWhatIsWrongWithASearch() throws Exception {
        assertThat(browser.get("/console/receipts?sourceId=none").body()).contains("No receipts here");
        assertThat(browser.get("/console/receipts?verdict=lost").body())
                .contains("id=\"e-verdict\"", "must be one of")
                .doesNotContain("No receipts here");
        assertThat(browser.get("/console/receipts/none").statusCode()).isEqualTo(404);
    }

    @Test
    void givesTheRawBytesOfTheCallAsAFileAndNotesIt() throws Exception {
        String event = api.receive("credential_create", 1).get(0);
        String receipt = receiptOf(event);
        assertThat(browser.get("/console/receipts/" + receipt).body())
                .contains("/console/receipts/" + receipt + "/body");
        HttpResponse<String> raw = browser.get("/console/receipts/" + receipt + "/body");
        assertThat(raw.statusCode()).isEqualTo(200);
        assertThat(raw.body()).startsWith("{\"event\":\"credential_create\"");
        assertThat(raw.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"" + receipt + ".bin\"");
        assertThat(raw.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(api.gateway
                        .get("/api/v1/audit?action=receipt.body.read&what=" + receipt)
                        .json()
                        .path("result"))
                .hasSize(1);
        assertThat(browser.get("/console/receipts/none/body").statusCode()).isEqualTo(404);
    }

    private static String receiptOf(String event) throws Exception {
        return api.gateway
                .get("/api/v1/events/" + event)
                .json()
                .path("receiptid")
                .asText();
    }

    private static JsonNode rows(String list) throws Exception {
        return api.gateway.get(list).json().path("result");
    }
}
