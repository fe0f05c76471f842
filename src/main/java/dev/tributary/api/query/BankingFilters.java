package dev.tributary.api.query;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.banking.Account;
import dev.tributary.banking.Connection;
import dev.tributary.banking.store.BankingQuery;
import dev.tributary.banking.store.BankingQuery.Booked;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.problem.ProblemException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The filters of what follow-ups fetched. {@code connectionId} and {@code accountId} are the ids of records; those of a
 * provider, as its events have them, are understood as well.
 */
public final class BankingFilters {

    private static final Set<String> OF_RECORDS = Set.of("sourceId", "connectionId", "accountId");

    public static final Set<String> OF_TRANSACTIONS =
            Set.of("sourceId", "connectionId", "accountId", "bookedDate[gte]", "bookedDate[lt]");

    private BankingFilters() {}

    /** The filters of a list, by its name. */
    static Set<String> of(String list) {
        return list.equals("transactions") ? OF_TRANSACTIONS : OF_RECORDS;
    }

    /**
     * The query of a list; empty where no record can match.
     *
     * @param banking tells which record has an id; masked, so that no key is read for it
     * @throws ProblemException 400 for a date that cannot be read
     */
    public static Optional<BankingQuery> query(ListRequest list, Caller caller, BankingStore banking, int limit) {
        String tenant = caller.tenant();
        String source = list.filter("sourceId");
        String connectionId = list.filter("connectionId");
        String accountId = list.filter("accountId");
        Connection connection = connectionId == null
                ? null
                : banking.findConnection(tenant, connectionId).orElse(null);
        Account account = accountId == null
                ? null
                : banking.findAccount(tenant, accountId).orElse(null);
        if (connection != null) {
            connectionId = connection.providerId();
            if (isOther(source, connection.sourceId())) {
                return Optional.empty();
            }
            source = connection.sourceId();
        }
        if (account != null) {
            accountId = account.providerId();
            if (isOther(source, account.sourceId())) {
                return Optional.empty();
            }
            source = account.sourceId();
        }
        var booked = new Booked(date(list, "bookedDate[gte]"), date(list, "bookedDate[lt]"));
        return Optional.of(new BankingQuery(tenant, source, connectionId, accountId, booked, list.after(), limit));
    }

    private static boolean isOther(@Nullable String source, String found) {
        return source != null && !source.equals(found);
    }

    private static @Nullable LocalDate date(ListRequest list, String name) {
        String text = list.filter(name);
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw ProblemException.invalid(name, "must be a date such as 2026-03-02");
        }
    }
}
