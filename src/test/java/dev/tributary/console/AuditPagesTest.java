package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.DeliveryApi;
import org.junit.jupiter.api.Test;

/** Who changed and who read what, by plain HTTP. */
class AuditPagesTest {

    private final DeliveryApi api = SharedConsole.api();
    private final Browser browser = SharedConsole.signedIn();

    AuditPagesTest() throws Exception {}

    @Test
    void showsWhoReadWhatAndFindsItByActorActionAndTime() throws Exception {
        String event = api.receive("credential_create", 1).get(0);
        String receipt = api.gateway
                .get("/api/v1/events/" + event)
                .json()
                .path("receiptid")
                .asText();
        browser.get("/console/receipts/" + receipt + "/body");
        assertThat(browser.get("/console/audit").body()).contains(">receipt.body.read</a>", receipt);
        String found = browser.get("/console/audit?action=receipt.body.read&who=admin&what=" + receipt)
                .body();
        assertThat(found).contains(receipt + "</td>", "href=\"/console/audit?who=admin\"");
        assertThat(browser.get("/console/audit?action=source.create").body())
                .contains(">s</td>")
                .doesNotContain(receipt);
        assertThat(browser.get("/console/audit?time%5Blt%5D=2026-01-01T00:00").body())
                .contains("No entries here");
        assertThat(browser.get("/console/audit?time%5Blt%5D=yesterday").body()).contains("id=\"e-time[lt]\"");
    }

    @Test
    void saysWhetherEntriesAreAsTheyWereWritten() throws Exception {
        assertThat(browser.get("/console/audit").body()).contains("/console/audit/verification");
        assertThat(browser.get("/console/audit/verification").body())
                .containsPattern("<span>\\d+</span> entries are as they were written");
    }
}
