package dev.tributary.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.api.DeliveryApi;
import dev.tributary.banking.Account;
import dev.tributary.banking.CreditDebit;
import dev.tributary.banking.Money;
import dev.tributary.banking.RecordId;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.security.privacy.EndUser;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names that people and banks give are text on the pages of web hooks, sources, people and figures. */
class HostileNamesTest {

    private static final String TEXT = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>${7*7}[[${7*7}]]";
    private static final String ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;";

    private final DeliveryApi api = SharedConsole.api();
    private final Browser browser = SharedConsole.signedIn();

    HostileNamesTest() throws Exception {}

    @Test
    void areEscapedOnEveryPage() throws Exception {
        send(
                "web-hooks",
                Map.of(
                        "id",
                        "hostile-hook",
                        "type",
                        "EVENTS",
                        "name",
                        TEXT,
                        "base_uri",
                        api.subscriber(200).url("/"),
                        "authentication_method",
                        "NONE",
                        "filters",
                        Map.of("exact", Map.of("subject", TEXT)),
                        "enabled",
                        false));
        send(
                "sources",
                Map.of(
                        "id",
                        "hostile-source",
                        "provider",
                        "tink",
                        "scheme",
                        "tink-dotted",
                        "name",
                        TEXT,
                        "secrets",
                        List.of(Map.of("value", "a-secret"))));
        api.gateway
                .bean(BankingStore.class)
                .storeAccounts(
                        List.of(new Account(
                                RecordId.of("hostile-source", "a"),
                                "hostile-source",
                                null,
                                "a",
                                TEXT,
                                TEXT,
                                TEXT,
                                new Money("1.00", "MXN"),
                                CreditDebit.CREDIT,
                                new Account.Institution(null, null, TEXT),
                                false,
                                null,
                                1,
                                "default",
                                null)),
                        new EndUser("default", "tink", TEXT));
        String query = URLEncoder.encode(TEXT, UTF_8);
        for (String page : List.of(
                "web-hooks",
                "web-hooks/hostile-hook",
                "web-hooks/hostile-hook/edit",
                "web-hooks/hostile-hook/delete",
                "sources",
                "sources/hostile-source",
                "sources/hostile-source/delete",
                "people/list/accounts?masked=false&sourceId=hostile-source",
                "people/timeline?masked=false&userId=" + query,
                "people/list/transactions?sourceId=" + query,
                "statistics?timeZone=" + query)) {
            String body = browser.get("/console/" + page).body();
            assertThat(body).as(page).contains(ESCAPED).doesNotContain("<script>alert", "<img src=x", "[[49]]");
        }
        api.unsubscribe("hostile-hook");
    }

    private void send(String list, Map<String, Object> body) throws Exception {
        assertThat(api.gateway
                        .send("POST", "/api/v1/configuration/" + list, new ObjectMapper().writeValueAsString(body))
                        .status())
                .isEqualTo(201);
    }
}
