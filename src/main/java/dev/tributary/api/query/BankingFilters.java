package dev.tributary.api.query;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.banking.Account;
import dev.tributary.banking.Connection;
import dev.tributary.banking.store.BankingQuery;
import dev.tributary.banking.store.BankingQuery.Booked;
import dev.tributary.banking.store.BankingQuery.Changes;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.mongo.page.ListOrder;
import dev.tributary.problem.ProblemException;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.security.privacy.EndUser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The filters of what follow-ups fetched. {@code connectionId} and {@code accountId} are the ids of records; those of a
 * provider, as its events have them, are understood as well.
 */
public final class BankingFilters {

    /** The provider's id of an end user, at any provider. */
    private static final String USER = "userId";

    private static final String MODIFIED_SINCE = "modifiedSince";

    private static final Set<String> OF_RECORDS = Set.of("sourceId", "connectionId", "accountId", USER);

    /** Those of the sums. */
    public static final Set<String> OF_TRANSACTIONS = and(OF_RECORDS, "bookedDate[gte]", "bookedDate[lt]");

    /** A row that is written at this moment is seen by all a moment later. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    /** By the name of the list. */
    private static final Map<String, Set<String>> LISTS = Map.of(
            "connections", and(OF_RECORDS, MODIFIED_SINCE, ListRequest.ORDER),
            "accounts", and(OF_RECORDS, MODIFIED_SINCE, "refreshId", Unmasking.MASKED, ListRequest.ORDER),
            "transactions", and(OF_TRANSACTIONS, MODIFIED_SINCE, "refreshId", Unmasking.MASKED, ListRequest.ORDER),
            "documents", and(OF_RECORDS, Unmasking.MASKED, ListRequest.ORDER));

    private BankingFilters() {}

    /** The filters of a list, by its name. */
    static Set<String> of(String list) {
        return LISTS.getOrDefault(list, Set.of());
    }

    private static Set<String> and(Collection<String> names, String... more) {
        return Stream.concat(names.stream(), Arrays.stream(more)).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The query of a list; empty where no record can match.
     *
     * @param banking tells which record has an id; masked, so that no key is read for it
     * @param providers whose end users there are
     * @throws ProblemException 400 for a date that cannot be read, or an order that the list does not have
     */
    public static Optional<BankingQuery> query(
            ListRequest list, Caller caller, BankingStore banking, ProviderCatalog providers, Instant now, int limit) {
        String source = list.filter("sourceId");
        String connectionId = list.filter("connectionId");
        String accountId = list.filter("accountId");
        Connection connection = find(caller, connectionId, banking::findConnection);
        if (connection != null) {
            connectionId = connection.providerId();
            if (isOther(source, connection.sourceId())) {
                return Optional.empty();
            }
            source = connection.sourceId();
        }
        Account account = find(caller, accountId, banking::findAccount);
        if (account != null) {
            accountId = account.providerId();
            if (isOther(source, account.sourceId())) {
                return Optional.empty();
            }
            source = account.sourceId();
        }
        return Optional.of(new BankingQuery(
                caller.tenant(),
                source,
                connectionId,
                accountId,
                new Booked(date(list, "bookedDate[gte]"), date(list, "bookedDate[lt]")),
                changes(list, now),
                users(list.filter(USER), caller, providers),
                list.order(),
                list.after(),
                limit));
    }

    private static Set<String> users(@Nullable String id, Caller caller, ProviderCatalog providers) {
        return id == null
                ? Set.of()
                : providers.all().stream()
                        .map(provider -> new EndUser(caller.tenant(), provider.provider(), id).digest())
                        .collect(Collectors.toSet());
    }

    private static <T> @Nullable T find(
            Caller caller, @Nullable String id, BiFunction<String, String, Optional<T>> find) {
        return id == null ? null : find.apply(caller.tenant(), id).orElse(null);
    }

    private static Changes changes(ListRequest list, Instant now) {
        if (list.filter(MODIFIED_SINCE) != null && list.order() == ListOrder.DESCENDING) {
            throw ProblemException.invalid(
                    ListRequest.ORDER, "must be left out with modifiedSince, which has the order of the changes");
        }
        return new Changes(
                list.filter("refreshId"),
                list.moment(MODIFIED_SINCE),
                now.minus(SETTLED).truncatedTo(ChronoUnit.MILLIS));
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
