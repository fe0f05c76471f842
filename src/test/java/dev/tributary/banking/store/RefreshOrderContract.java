package dev.tributary.banking.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoDatabase;
import dev.tributary.banking.Account;
import dev.tributary.banking.Connection;
import dev.tributary.banking.Money;
import dev.tributary.banking.RecordId;
import dev.tributary.banking.Transaction;
import dev.tributary.followup.paybook.Envelope;
import dev.tributary.followup.paybook.RowReader;
import dev.tributary.security.privacy.EndUser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which row replaces which, in whatever order their pages come, on every server of the protocol. */
abstract class RefreshOrderContract {

    private static final EndUser USER = new EndUser("t", "paybook", "u1");
    private static final RowReader READER = new RowReader("default", "s1");

    private MongoDatabase database;
    private BankingStore ledger;

    abstract MongoDatabase freshDatabase();

    @BeforeEach
    void open() {
        database = freshDatabase();
        ledger = new BankingStore(database);
    }

    @ParameterizedTest(name = "refreshed at {0}, then at {1}: {2} stays")
    @CsvSource({
        "1584641716, 1584641715, first",
        "1584641716, 1584641716, second",
        "1584641716, 1584641717, second",
        "null, 1584641716, second",
        "1584641716, null, second"
    })
    void theNewerRowStays(String first, String second, String left) {
        store(row(first, "\"description\":\"first\",\"is_deleted\":1"));
        store(row(second, "\"description\":\"second\""));

        Transaction stored = stored();
        assertThat(stored.description()).isEqualTo(left);
        assertThat(stored.deleted()).isEqualTo(left.equals("first"));
        assertThat(stored.version()).isEqualTo(left.equals("first") ? 1 : 2);
    }

    @Test
    void theNewerOfTwoRowsInOnePageStays() {
        store(row("1584641716", "\"description\":\"newer\""), row("1584641715", "\"description\":\"older\""));

        assertThat(stored().description()).isEqualTo("newer");
    }

    @Test
    void anOlderAccountOrConnectionDoesNotReplaceANewerOne() {
        String account = "{\"id_account\":\"a\",\"name\":\"%s\",\"dt_refreshed\":%s}";
        String connection = "{\"id_credential\":\"c\",\"is_locked\":%s,\"dt_refresh\":%s}";
        for (String refresh : List.of("1584641716", "1584641715")) {
            ledger.storeAccounts(
                    List.of(READER.account(
                            json(account.formatted("of " + refresh, refresh)).get(0))),
                    USER);
            ledger.storeConnections(
                    List.of(READER.connection(json(connection.formatted(refresh.endsWith("6"), refresh))
                            .get(0))),
                    "paybook");
        }

        assertThat(ledger.findAccount("default", RecordId.of("s1", "a"))
                        .orElseThrow()
                        .name())
                .isEqualTo("of 1584641716");
        assertThat(ledger.findConnection("default", RecordId.of("s1", "c"))
                        .orElseThrow()
                        .locked())
                .isTrue();
    }

    @Test
    void aRowOfAnotherSourceReplacesNoneThatHasTheSameId() {
        String row = "{\"id_transaction\":\"t\",\"id_account\":\"t\",\"id_credential\":\"t\"}";
        for (String source : List.of("s1", "s2")) {
            var reader = new RowReader("default", source);
            JsonNode read = json(row).get(0);
            ledger.storeTransactions(List.of(reader.transaction(read, id -> null)), USER);
            ledger.storeAccounts(List.of(reader.account(read)), USER);
            ledger.storeConnections(List.of(reader.connection(read)), "paybook");
        }

        var all = new BankingQuery("default", null, null, null, null, 10);
        assertThat(ledger.findTransactions(all).found())
                .extracting(Transaction::sourceId)
                .containsExactlyInAnyOrder("s1", "s2");
        assertThat(ledger.findAccounts(all).found())
                .extracting(Account::sourceId)
                .containsExactlyInAnyOrder("s1", "s2");
        assertThat(ledger.findConnections(all).found())
                .extracting(Connection::sourceId)
                .containsExactlyInAnyOrder("s1", "s2");
    }

    @Test
    void theNewestRowStaysOfThoseThatSeveralGatewaysStoreAtOnce() throws Exception {
        List<Callable<Void>> stores = new ArrayList<>(IntStream.range(0, 40)
                .<Callable<Void>>mapToObj(n -> () -> {
                    new BankingStore(database)
                            .storeTransactions(List.of(row(String.valueOf(1584641700 + n), "\"amount\":" + n)), USER);
                    return null;
                })
                .toList());
        Collections.shuffle(stores, new Random(1));
        var gateways = Executors.newFixedThreadPool(4);
        try {
            for (var stored : gateways.invokeAll(stores)) {
                stored.get();
            }
        } finally {
            gateways.shutdownNow();
        }

        assertThat(stored().refreshedAt()).hasToString("2020-03-19T18:15:39Z");
        assertThat(stored().amount()).isEqualTo(new Money("39", "XXX"));
    }

    private void store(Transaction... page) {
        ledger.storeTransactions(List.of(page), USER);
    }

    private Transaction stored() {
        return ledger.findTransaction("default", RecordId.of("s1", "t")).orElseThrow();
    }

    private static Transaction row(String refresh, String members) {
        String row = "{\"id_transaction\":\"t\",\"dt_refresh\":" + refresh + "," + members + "}";
        return READER.transaction(json(row).get(0), id -> null);
    }

    private static List<JsonNode> json(String row) {
        return Envelope.parse(("{\"response\":" + row + "}").getBytes(UTF_8)).rows();
    }
}
