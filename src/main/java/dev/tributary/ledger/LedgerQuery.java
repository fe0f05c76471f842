package dev.tributary.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Which of a tenant's records to read; a null condition does not limit.
 *
 * @param connectionId the provider's id
 * @param accountId the provider's id; no document has one
 * @param after the id of the last record of the page before
 */
public record LedgerQuery(
        String tenant,
        @Nullable String sourceId,
        @Nullable String connectionId,
        @Nullable String accountId,
        @Nullable String after,
        int limit) {}
