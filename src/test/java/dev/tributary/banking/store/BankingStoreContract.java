package dev.tributary.banking.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.banking.Account;
import dev.tributary.banking.BankingFixtures;
import dev.tributary.banking.Connection;
import dev.tributary.banking.CreditDebit;
import dev.tributary.banking.Money;
import dev.tributary.banking.RecordId;
import dev.tributary.banking.Transaction;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.security.privacy.EndUser;
import dev.tributary.security.privacy.PersonalData;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ledger promises on every server of the protocol. */
abstract class BankingStoreContract {

    private static final EndUser USER = new EndUser("t", "paybook", "u1");

    private static final Instant REFRESHED = Instant.parse("2020-03-19T18:15:16Z");

    private MongoDatabase database;
    private BankingStore ledger;

    abstract MongoDatabase freshDatabase();

    @BeforeEach
    void open() {
        database = freshDatabase();
        ledger = new BankingStore(database);
    }

    @Test
    void givesBackWhatWasStored() {
        Connection connection = connection("c1", true);
        Account account = account("a1", new Money("0.00000", "XXX", "ETH", "0.0000001"), CreditDebit.DEBIT);
        Transaction transaction = transaction("t1", "60.00");

        ledger.storeConnections(List.of(connection), "paybook");
        ledger.storeAccounts(List.of(account), USER);
        ledger.storeTransactions(List.of(transaction), USER);

        assertThat(ledger.findConnection("default", connection.id())).contains(connection);
        assertThat(ledger.findAccount("default", account.id())).contains(account);
        assertThat(ledger.findTransaction("default", transaction.id())).contains(transaction);
    }

    @Test
    void datesARecordOnceWhenItIsFirstStored() {
        var clock = new ChangingClock();
        var dated = new BankingStore(database, PersonalData.none(), clock);
        for (String amount : List.of("1.00", "2.00")) {
            dated.storeTransactions(List.of(transaction("t1", amount)), USER);
            clock.now = clock.now.plusSeconds(60);
        }
        assertThat(database.getCollection("transactions").find())
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.getDate("storedAt")).isEqualTo(Date.from(Instant.parse("2026-03-01T00:00:00Z")));
                    assertThat(row.getLong("version")).isEqualTo(2);
                });
    }

    private static final class ChangingClock extends Clock {

        private Instant now = Instant.parse("2026-03-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void givesBackRecordsOfWhichMostIsMissing() {
        Account account = BankingFixtures.account("s1", null, "a1", null, null);

        ledger.storeAccounts(List.of(account), USER);

        assertThat(ledger.findAccount("default", account.id())).contains(account);
    }

    @Test
    void raisesTheVersionWithEachChangeOfContentAndOnlyThen() {
        ledger.storeTransactions(List.of(transaction("t1", "60.00"), transaction("t2", "15.00")), USER);
        ledger.storeTransactions(List.of(transaction("t1", "60.00"), transaction("t2", "16.00")), USER);
        ledger.storeTransactions(List.of(transaction("t2", "16.00")), USER);

        assertThat(versions()).containsExactlyInAnyOrder("t1: 1", "t2: 2");
    }

    @Test
    void replacesAMemberThatHasGone() {
        ledger.storeAccounts(List.of(account("a1", new Money("535.00", "MXN"), CreditDebit.DEBIT)), USER);
        ledger.storeAccounts(List.of(account("a1", null, null)), USER);

        assertThat(ledger.findAccount("default", RecordId.of("s1", "a1")))
                .hasValueSatisfying(account -> assertThat(account.balance()).isNull());
    }

    @Test
    void takesTheLastOfTwoEqualIdsInOnePage() {
        ledger.storeTransactions(List.of(transaction("t1", "60.00"), transaction("t1", "61.00")), USER);

        assertThat(ledger.findTransactions(query(null, 10)).found())
                .singleElement()
                .satisfies(found -> assertThat(found.amount()).isEqualTo(new Money("61.00", "MXN")));
    }

    @Test
    void keepsOneRecordOfAPageThatSeveralGatewaysStoreAtOnce() throws Exception {
        List<Transaction> page = IntStream.range(0, 200)
                .mapToObj(n -> transaction("t" + n, n + ".00"))
                .toList();
        List<Callable<Void>> stores = new ArrayList<>();
        for (int gateway = 0; gateway < 4; gateway++) {
            stores.add(() -> {
                new BankingStore(database).storeTransactions(page, USER);
                return null;
            });
        }
        var gateways = Executors.newFixedThreadPool(stores.size());
        try {
            for (var stored : gateways.invokeAll(stores)) {
                stored.get();
            }
        } finally {
            gateways.shutdownNow();
        }

        assertThat(ledger.findTransactions(query(null, 1000)).found()).hasSize(200);
    }

    @Test
    void pagesInTheOrderOfTheIds() {
        List<Transaction> stored = IntStream.range(0, 70)
                .mapToObj(n -> transaction("t" + n, "1.00"))
                .toList();
        ledger.storeTransactions(stored, USER);
        List<String> seen = new ArrayList<>();
        String after = null;
        do {
            IdPage<Transaction> page = ledger.findTransactions(query(after, 9));
            page.found().forEach(found -> seen.add(found.id()));
            after = page.next();
        } while (after != null);

        assertThat(seen).isEqualTo(stored.stream().map(Transaction::id).sorted().toList());
    }

    @Test
    void limitsToSourceConnectionAndAccount() {
        ledger.storeConnections(List.of(connection("c1", true), connection("c2", true)), "paybook");
        ledger.storeAccounts(List.of(account("a1", null, null), account("a2", null, null)), USER);
        ledger.storeTransactions(List.of(transaction("t1", "1.00")), USER);

        assertThat(ledger.findConnections(new BankingQuery("default", "s1", "c2", null, null, 10))
                        .found())
                .extracting(Connection::providerId)
                .containsExactly("c2");
        assertThat(ledger.findAccounts(new BankingQuery("default", null, null, "a2", null, 10))
                        .found())
                .extracting(Account::providerId)
                .containsExactly("a2");
        assertThat(ledger.findTransactions(new BankingQuery("default", "s1", "c1", "a1", null, 10))
                        .found())
                .hasSize(1);
        assertThat(ledger.findTransactions(new BankingQuery("default", "s2", null, null, null, 10))
                        .found())
                .isEmpty();
    }

    @Test
    void showsNothingOfAnotherTenant() {
        Transaction transaction = transaction("t1", "60.00");
        ledger.storeTransactions(List.of(transaction), USER);

        assertThat(ledger.findTransaction("other", transaction.id())).isEmpty();
        assertThat(ledger.findTransactions(new BankingQuery("other", null, null, null, null, 10))
                        .found())
                .isEmpty();
    }

    @Test
    void keepsASignedDecimalForAnalystsBesideTheString() {
        ledger.storeAccounts(List.of(account("a1", new Money("5827.64", "MXN"), CreditDebit.DEBIT)), USER);

        Document balance = database.getCollection("accounts").find().first().get("balance", Document.class);
        assertThat(balance.get("value")).isEqualTo(Decimal128.parse("-5827.64"));
        assertThat(balance.get("amount")).isEqualTo("5827.64");
    }

    private List<String> versions() {
        return ledger.findTransactions(query(null, 10)).found().stream()
                .map(found -> found.providerId() + ": " + found.version())
                .toList();
    }

    private static BankingQuery query(@Nullable String after, int limit) {
        return new BankingQuery("default", null, null, null, after, limit);
    }

    private static Connection connection(String providerId, boolean authorized) {
        return new Connection(
                RecordId.of("s1", providerId),
                "s1",
                providerId,
                new Connection.Institution("organisation", "site"),
                authorized,
                false,
                REFRESHED,
                1,
                "default",
                "user");
    }

    private static Account account(String providerId, @Nullable Money balance, @Nullable CreditDebit indicator) {
        return new Account(
                RecordId.of("s1", providerId),
                "s1",
                "c1",
                providerId,
                "ACME Checking",
                "Checking",
                "00000001",
                balance,
                indicator,
                new Account.Institution("organisation", "site", "Acme Bank"),
                false,
                REFRESHED,
                1,
                "default",
                "America/Mexico_City");
    }

    private static Transaction transaction(String providerId, String amount) {
        return new Transaction(
                RecordId.of("s1", providerId),
                "s1",
                "c1",
                "a1",
                providerId,
                LocalDate.of(2018, 8, 1),
                "Café",
                null,
                new Money(amount, "MXN"),
                CreditDebit.CREDIT,
                false,
                false,
                true,
                REFRESHED,
                1,
                "default",
                Instant.ofEpochSecond(1533099600),
                "America/Mexico_City",
                REFRESHED,
                null);
    }
}
