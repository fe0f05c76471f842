package dev.tributary.banking.store;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a refresh changed in the transactions of one account.
 *
 * @param accountId the provider's
 * @param from earliest booked date of a changed transaction; null where none has a date
 * @param to latest booked date of a changed transaction; null where none has a date
 */
public record AccountChanges(
        String accountId,
        int inserted,
        int updated,
        int deleted,
        @Nullable LocalDate from,
        @Nullable LocalDate to) {

    static AccountChanges none(String accountId) {
        return new AccountChanges(accountId, 0, 0, 0, null, null);
    }

    AccountChanges and(RowChange change, @Nullable LocalDate booked) {
        return new AccountChanges(
                accountId,
                inserted + (change == RowChange.INSERTED ? 1 : 0),
                updated + (change == RowChange.UPDATED ? 1 : 0),
                deleted + (change == RowChange.DELETED ? 1 : 0),
                booked == null || (from != null && from.isBefore(booked)) ? from : booked,
                booked == null || (to != null && to.isAfter(booked)) ? to : booked);
    }
}
