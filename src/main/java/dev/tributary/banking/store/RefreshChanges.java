package dev.tributary.banking.store;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one refresh changed. A row that a later refresh changed again counts for the later one only.
 *
 * @param cases which of the documented cases of a refresh it was; empty where nothing changed
 * @param transactions by account, in the order of the ids of the accounts; transactions without an account are left out
 * @param isComplete false where more than {@link #MAX_ACCOUNTS} accounts have changed transactions; the others are left out
 * @see <a href="https://github.com/Paybook/sync-code-samples">Paybook, sync-code-samples</a>
 */
public record RefreshChanges(Set<Case> cases, List<AccountChanges> transactions, boolean isComplete) {

    /** Far more than any end user has at one institution. */
    public static final int MAX_ACCOUNTS = 1_000;

    /** The documented cases of a refresh; several can hold for one. */
    public enum Case {
        ACCOUNTS_ADDED,
        TRANSACTIONS_ADDED,
        ACCOUNTS_UPDATED,
        TRANSACTIONS_UPDATED;

        /** As it stands in the event. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Counts changed rows one after the other. */
    public static final class Tally {

        private final Set<Case> cases = EnumSet.noneOf(Case.class);
        private final Map<String, AccountChanges> transactions = new TreeMap<>();
        private boolean isComplete = true;

        public void account(RowChange change) {
            cases.add(change == RowChange.INSERTED ? Case.ACCOUNTS_ADDED : Case.ACCOUNTS_UPDATED);
        }

        /** @param accountId the provider's; null where the transaction names none */
        public void transaction(@Nullable String accountId, RowChange change, @Nullable LocalDate booked) {
            cases.add(change == RowChange.INSERTED ? Case.TRANSACTIONS_ADDED : Case.TRANSACTIONS_UPDATED);
            if (accountId == null) {
                return;
            }
            if (transactions.size() == MAX_ACCOUNTS && !transactions.containsKey(accountId)) {
                isComplete = false;
                return;
            }
            transactions.merge(
                    accountId,
                    AccountChanges.none(accountId).and(change, booked),
                    (known, one) -> known.and(change, booked));
        }

        public RefreshChanges changes() {
            return new RefreshChanges(cases, new ArrayList<>(transactions.values()), isComplete);
        }
    }
}
