package dev.tributary.banking;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Records for tests. */
public final class BankingFixtures {

    private BankingFixtures() {}

    /** A coffee in euros, booked on 2026-03-02 to account {@code a1} of connection {@code c1}. */
    public static Transaction transaction(String tenant, String source, String id, String amount, CreditDebit way) {
        return new Transaction(
                RecordId.of(source, id),
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

    /** An account of the tenant {@code default} without a balance. */
    public static Account account(
            String source, @Nullable String connection, String id, @Nullable String name, @Nullable String number) {
        return new Account(
                RecordId.of(source, id),
                source,
                connection,
                id,
                name,
                null,
                number,
                null,
                null,
                new Account.Institution(null, null, null),
                false,
                null,
                1,
                "default",
                null);
    }
}
