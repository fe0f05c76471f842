package dev.tributary.banking;

import dev.tributary.banking.store.BankingStore;
import java.time.LocalDate;

/** Records for tests. */
public final class BankingFixtures {

    private BankingFixtures() {}

    /** A coffee in euros, booked on 2026-03-02 to account {@code a1} of connection {@code c1}. */
    public static Transaction transaction(String tenant, String source, String id, String amount, CreditDebit way) {
        return new Transaction(
                BankingStore.id(source, id),
                source,
                "c1",
                "a1",
                id,
                LocalDate.of(2026, 3, 2),
                "coffee",
                null,
                new Money(amount, "EUR"),
                way,
                false,
                false,
                false,
                null,
                1,
                tenant,
                null,
                "UTC",
                null,
                null);
    }
}
