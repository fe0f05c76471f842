package dev.tributary.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.TestGateway;
import dev.tributary.banking.Account;
import dev.tributary.banking.Connection;
import dev.tributary.banking.CreditDebit;
import dev.tributary.banking.DocumentFile;
import dev.tributary.banking.Money;
import dev.tributary.banking.RecordId;
import dev.tributary.banking.Transaction;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.banking.store.DocumentStore;
import dev.tributary.security.privacy.EndUser;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages of people's data: masked until a person asks for the values, and then in the audit. */
class PeoplePagesTest {

    private static final String LIST = "/console/people/list/";
    private static final String USER = "user-of-a-page";
    private static final String SOURCE = "s";
    private static final Instant REFRESHED = Instant.parse("2026-03-02T09:15:07Z");

    private static TestGateway gateway;
    private static String event;
    private Browser browser;

    @BeforeAll
    static void fill() throws Exception {
        gateway = SharedConsole.api().gateway;
        event = SharedConsole.api().receive("credential_create", 1).get(0);
        JsonNode stored = gateway.get("/api/v1/events/" + event).json();
        String connection = stored.path("subject").asText().replace("connections/", "");
        keep(gateway, connection);
        // of another user, at another source that has named it alike
        gateway.bean(BankingStore.class)
                .storeConnections(
                        List.of(new Connection(
                                RecordId.of("elsewhere", connection),
                                "elsewhere",
                                connection,
                                new Connection.Institution("i1", "Acme Bank"),
                                true,
                                false,
                                REFRESHED,
                                1,
                                "default",
                                "another-user")),
                        "paybook");
    }

    /** One connection, one account, three transactions and a file. */
    static void keep(TestGateway gateway, String connection) {
        var user = new EndUser("default", "paybook", USER);
        BankingStore banking = gateway.bean(BankingStore.class);
        var site = new Connection.Institution("i1", "Acme Bank");
        banking.storeConnections(
                List.of(new Connection(
                        id(connection), SOURCE, connection, site, true, false, REFRESHED, 1, "default", USER)),
                "paybook");
        banking.storeAccounts(
                List.of(new Account(
                        id("a1"),
                        SOURCE,
                        connection,
                        "a1",
                        "Everyday account",
                        "Checking",
                        "MX-4711",
                        new Money("1099.00", "MXN"),
                        CreditDebit.CREDIT,
                        new Account.Institution("i1", null, "Acme Bank"),
                        false,
                        REFRESHED,
                        1,
                        "default",
                        null)),
                user);
        banking.storeTransactions(
                List.of(
                        transaction("t1", connection, "Rent of March", "10.10", CreditDebit.DEBIT, false),
                        transaction("t2", connection, "Salary", "1000.20", CreditDebit.CREDIT, false),
                        transaction("t3", connection, "Coffee", "3.00", CreditDebit.DEBIT, true)),
                user);
        gateway.bean(DocumentStore.class)
                .store(
                        new DocumentFile(
                                id("f1"),
                                SOURCE,
                                connection,
                                "e1",
                                "statement.pdf",
                                "application/pdf",
                                3,
                                "0",
                                "default"),
                        "pdf".getBytes(UTF_8),
                        user);
    }

    @BeforeEach
    void signIn() throws Exception {
        browser = SharedConsole.signedIn();
    }

    @Test
    void masksPersonalValuesAndNotesEachLookInTheAudit() throws Exception {
        int before = looks("account.unmask");
        String masked = browser.get(LIST + "accounts?sourceId=" + SOURCE).body();
        assertThat(masked)
                .contains("***", ">a1</a>", "1099.00 MXN", "Personal values are masked.", ">Unmask</button>")
                .doesNotContain("Everyday account", "MX-4711");
        assertThat(browser.get(LIST + "accounts?masked=&sourceId=" + SOURCE).body())
                .doesNotContain("Everyday account");
        assertThat(browser.get("/console/export/accounts?form=csv&masked=").body())
                .doesNotContain("Everyday account");
        assertThat(looks("account.unmask")).isEqualTo(before);

        String shown =
                browser.get(LIST + "accounts?masked=false&sourceId=" + SOURCE).body();

        assertThat(shown)
                .contains("Everyday account", "MX-4711", "the audit has noted it")
                .doesNotContain("***");
        assertThat(looks("account.unmask")).isEqualTo(before + 1);
        JsonNode entry = gateway.get("/api/v1/audit?action=account.unmask&order=desc")
                .json()
                .at("/result/0");
        assertThat(entry.path("who").asText()).isEqualTo("admin");
        assertThat(entry.path("what").asText()).isEqualTo("1 records");
        assertThat(Instant.parse(entry.path("at").asText()))
                .isAfter(Instant.now().minusSeconds(120));
    }

    @Test
    void addsUpByCurrencyAndMonthWithPendingOnesApart() throws Exception {
        String page = browser.get(LIST + "transactions?userId=" + USER).body();
        assertThat(page.replaceAll("\\s*<[^>]+>\\s*", "|").replaceAll("\\|+", "|"))
                .contains("|2026-03|MXN|booked|2|1000.20|10.10|990.10|", "|2026-03|MXN|pending|1|0.00|3.00|-3.00|");
        assertThat(browser.get(LIST + "transactions?bookedDate%5Bgte%5D=2026-04-01&userId=" + USER)
                        .body())
                .contains("Nothing here.")
                .doesNotContain("Sums by month");
        assertThat(browser.get(LIST + "transactions?bookedDate%5Bgte%5D=soon").body())
                .contains("must be a date such as");
    }

    @Test
    void tellsWhatIsKnownOfOneUserByTime() throws Exception {
        String page = browser.get("/console/people/timeline?userId=" + USER).body();
        assertThat(page)
                .contains("/console/events/" + event, ">connection</span>", ">account</span>", "debit 10.10 MXN");
        assertThat(page).contains("***").doesNotContain("Rent of March", "statement.pdf");
        assertThat(page.indexOf("/console/events/" + event)).isLessThan(page.indexOf("debit 10.10 MXN"));
        assertThat(browser.get("/console/people/timeline?masked=false&userId=" + USER)
                        .body())
                .contains("Rent of March", "statement.pdf");
        assertThat(browser.get("/console/people/timeline?userId=another-user").body())
                .contains(">connection</span>")
                .doesNotContain("/console/events/" + event);
        assertThat(browser.get("/console/people/timeline?userId=u").body()) // no record is of this user
                .contains("/console/events/" + event);
        assertThat(browser.get("/console/people/timeline?userId=no-one").body())
                .contains("Nothing is stored of this user.");
    }

    @Test
    void givesAListAsAFileWithTheMaskOfThePage() throws Exception {
        assertThat(browser.get(LIST + "transactions?userId=" + USER).body())
                .contains("href=\"/console/export/transactions?form=csv&amp;userId=" + USER + "&amp;masked=true\"");
        var file = browser.get("/console/export/transactions?form=csv&userId=" + USER + "&masked=true");
        assertThat(file.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"transactions.csv\"");
        assertThat(file.body().lines()).hasSize(4);
        assertThat(file.body()).contains("***", "1000.20").doesNotContain("Salary");
        assertThat(browser.get("/console/export/accounts?form=ndjson&masked=false&userId=" + USER)
                        .body())
                .contains("Everyday account");
        assertThat(browser.get("/console/documents/" + id("f1") + "/body").body())
                .isEqualTo("pdf");
    }

    private static Transaction transaction(
            String id, String connection, String description, String amount, CreditDebit indicator, boolean pending) {
        return new Transaction(
                id(id),
                SOURCE,
                connection,
                "a1",
                id,
                LocalDate.of(2026, 3, 2),
                description,
                null,
                new Money(amount, "MXN"),
                indicator,
                pending,
                false,
                false,
                REFRESHED,
                1,
                "default",
                null,
                "UTC",
                null,
                null);
    }

    private static String id(String providerId) {
        return RecordId.of(SOURCE, providerId);
    }

    private static int looks(String action) throws Exception {
        return gateway.get("/api/v1/audit?limit=200&action=" + action)
                .json()
                .path("result")
                .size();
    }
}
