package dev.tributary.erasure;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.banking.Account;
import dev.tributary.banking.BankingFixtures;
import dev.tributary.banking.Connection;
import dev.tributary.banking.DocumentFile;
import dev.tributary.banking.RecordId;
import dev.tributary.banking.Transaction;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.banking.store.DocumentStore;
import dev.tributary.security.privacy.EndUser;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;

/** End users by their number, and what follow-ups fetched of them. */
final class Users {

    private static final int LARGE = 1_500_000;

    private final BankingStore banking;
    private final DocumentStore documents;

    Users(BankingStore banking, DocumentStore documents) {
        this.banking = banking;
        this.documents = documents;
    }

    /** A connection, an account, 250 transactions and two files of a user, one of them large. */
    void addRecords(int number) {
        var user = new EndUser("default", "paybook", user(number));
        banking.storeConnections(
                List.of(new Connection(
                        RecordId.of("s1", connection(number)),
                        "s1",
                        connection(number),
                        new Connection.Institution(null, null),
                        true,
                        false,
                        null,
                        0,
                        "default",
                        user(number))),
                "paybook");
        banking.storeAccounts(List.of(account(number)), user);
        banking.storeTransactions(
                IntStream.range(0, 250).mapToObj(n -> transaction(number, n)).toList(), user);
        store(number, user, "statement of " + number(number) + ".pdf", remittance(number));
        store(number, user, "large of " + number(number) + ".pdf", remittance(number) + "x".repeat(LARGE));
    }

    private void store(int number, EndUser user, String name, String content) {
        byte[] body = content.getBytes(UTF_8);
        documents.store(
                new DocumentFile(
                        DocumentStore.id("s1", connection(number), name, "0".repeat(64)),
                        "s1",
                        connection(number),
                        "event",
                        name,
                        "application/pdf",
                        body.length,
                        "0".repeat(64),
                        "default"),
                body,
                user);
    }

    private static Account account(int number) {
        return BankingFixtures.account(
                "s1", connection(number), "account-" + number, "Account of " + number(number), number(number));
    }

    private static Transaction transaction(int number, int n) {
        return new Transaction(
                RecordId.of("s1", "transaction-" + number + "-" + n),
                "s1",
                connection(number),
                "account-" + number,
                "transaction-" + number + "-" + n,
                LocalDate.of(2026, 3, 2),
                remittance(number),
                "reference " + number(number),
                null,
                null,
                false,
                false,
                false,
                null,
                0,
                "default",
                null,
                null,
                null,
                null);
    }

    static List<String> personal(int number) {
        return List.of(external(number), number(number), remittance(number));
    }

    static String user(int number) {
        return "5e751d54d0510472295413%02x".formatted(number);
    }

    static String connection(int number) {
        return "6f862e65e1621583306524%02x".formatted(number);
    }

    static String external(int number) {
        return "tax-IXS76%02d092R5".formatted(number);
    }

    static String number(int number) {
        return "MX33008808080%02d8".formatted(number);
    }

    static String remittance(int number) {
        return "rent of flat %02d for María Núñez".formatted(number);
    }
}
