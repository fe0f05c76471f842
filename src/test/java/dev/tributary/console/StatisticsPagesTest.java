package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.DeliveryApi;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages of figures and of event types. */
class StatisticsPagesTest {

    private DeliveryApi api;
    private Browser browser;

    @BeforeEach
    void signIn() throws Exception {
        api = SharedConsole.api();
        browser = SharedConsole.signedIn();
    }

    @Test
    void drawsEventsAndDeliveriesByHourInATimeZone() throws Exception {
        api.subscribe("counted-hook", api.subscriber(200), "");
        String event = api.receive("credential_create", 1).get(0);
        api.awaitStates(event, "counted-hook", "delivered");
        await().untilAsserted(
                        () -> assertThat(browser.get("/console/statistics").body())
                                .contains(
                                        "/console/deliveries?webHookId=counted-hook\">counted-hook</a>",
                                        "100.00 %",
                                        "<rect",
                                        ">paybook</span>",
                                        "/console/events?provider=paybook\">paybook</a>",
                                        "/console/receipts?provider=paybook\"",
                                        "/console/events?type%5Bprefix%5D=bank.connection.created.v1\">"));
        assertThat(browser.get("/console/events").body())
                .contains("<option value=\"bank.connection.created.v1\">", "list=\"c-provider\"");
        String days = browser.get("/console/statistics?interval=day&timeZone=Asia/Kolkata")
                .body();
        String today = LocalDate.now(ZoneId.of("Asia/Kolkata")).toString();
        assertThat(days).contains("<th scope=\"row\">" + today + "</th>", "now (Asia/Kolkata)");
        assertThat(days.split("<th scope=\"row\">", -1))
                .as("two charts of today and thirty days before, of which most have no count")
                .hasSize(1 + 2 * 31);
        assertThat(browser.get("/console/statistics?timeZone=Nowhere").body())
                .containsPattern("id=\"f-timeZone\"[^>]*aria-invalid=\"true\"")
                .contains("must be a name of the tz database");
        api.unsubscribe("counted-hook");
    }

    @Test
    void showsEachEventTypeWithAnExampleAndItsSchema() throws Exception {
        String page = browser.get("/console/event-types").body();
        assertThat(page)
                .contains(
                        "id=\"bank.payment.executed.v1\"",
                        "It is not settled by that.",
                        "href=\"/schemas/payment/1.0.json\"",
                        "/console/events?type%5Bprefix%5D=bank.payment.executed.v1",
                        "&quot;subject&quot; : &quot;connections/648cb2a9&quot;");
        assertThat(browser.get("/schemas/payment/1.0.json").statusCode()).isEqualTo(200);
    }
}
