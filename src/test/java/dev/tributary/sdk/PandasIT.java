package dev.tributary.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.TestGateway;
import dev.tributary.banking.BankingFixtures;
import dev.tributary.banking.CreditDebit;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.event.EventFixtures;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.sdk.SdkProgram.Said;
import dev.tributary.security.privacy.EndUser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What analysts use reads the exports: pandas, with amounts exact to the cent where binary fractions are not. */
class PandasIT {

    private static final Map<String, String> FORMS =
            Map.of("parquet", "application/vnd.apache.parquet", "csv", "text/csv", "ndjson", "application/x-ndjson");

    @TempDir
    private Path folder;

    @Test
    void readsExportsInEachFormWithExactAmounts() throws Exception {
        var pandas = new SdkProgram("pandas");
        pandas.install(SdkProgram.PIP);
        try (TestGateway gateway = TestGateway.start()) {
            fill(gateway);
            String token = gateway.token("default", "events:read events:export");
            for (String list : List.of("transactions", "events")) {
                for (var form : FORMS.entrySet()) {
                    try (var in = gateway.open(token, "/api/v1/" + list, form.getValue())) {
                        Files.copy(in, folder.resolve(list + '.' + form.getKey()));
                    }
                }
            }
        }
        Said said = pandas.run("python3 read.py", folder);
        assertThat(said.lines())
                .as(said.problems())
                .containsExactly(
                        "transactions parquet 1001 90071992547409.99 decimal128(38, 5)[pyarrow]",
                        "transactions csv 1001 90071992547409.99 same rows",
                        "transactions ndjson 1001 same rows",
                        "events parquet 1 1099.90 decimal128(38, 5)[pyarrow]",
                        "events csv 1 1099.90 same rows",
                        "events ndjson 1 same rows");
    }

    /** A thousand times 0.10, and an amount beside which a binary fraction has no cents left. */
    private static void fill(TestGateway gateway) {
        gateway.bean(BankingStore.class)
                .storeTransactions(
                        IntStream.rangeClosed(0, 1000)
                                .mapToObj(i -> BankingFixtures.transaction(
                                        "default",
                                        "s",
                                        "t" + i,
                                        i == 0 ? "90071992547509.99" : "0.10",
                                        i == 0 ? CreditDebit.CREDIT : CreditDebit.DEBIT))
                                .toList(),
                        new EndUser("default", "paybook", "u1"));
        var payment =
                Map.of("id", "p1", "status", "executed", "amount", Map.of("amount", "1099.90", "currency", "SEK"));
        var event = EventFixtures.of(
                "0195551a-3c00-7000-8000-000000000001",
                "default",
                "bank.payment.executed.v1",
                "s",
                "k1",
                Map.of("payment", payment));
        gateway.bean(EventStore.class).insert(List.of(StoredEvent.of(event)), "writer", Duration.ofSeconds(5));
    }
}
