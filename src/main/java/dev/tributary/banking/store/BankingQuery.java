package dev.tributary.banking.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import dev.tributary.mongo.page.IdQuery;
import dev.tributary.mongo.page.IdRange;
import java.util.ArrayList;
import java.util.List;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Which of a tenant's records to read; a null condition does not limit.
 *
 * @param connectionId the provider's id
 * @param accountId the provider's id; no document has one
 * @param after the id of the last record of the page before
 */
public record BankingQuery(
        String tenant,
        @Nullable String sourceId,
        @Nullable String connectionId,
        @Nullable String accountId,
        @Nullable String after,
        int limit) {

    /** The ids are digests. An index carries one of the conditions; the others are compared. */
    IdQuery page(Bson projection) {
        List<Bson> set = new ArrayList<>();
        addIfSet(set, "accountId", accountId);
        addIfSet(set, "connectionId", connectionId);
        addIfSet(set, "sourceId", sourceId);
        Bson carried = set.isEmpty() ? eq("tenant", tenant) : and(eq("tenant", tenant), set.remove(0));
        return new IdQuery(IdRange.ALL.after(after), carried, set.isEmpty() ? null : and(set), projection, limit);
    }

    private static void addIfSet(List<Bson> all, String name, @Nullable String value) {
        if (value != null) {
            all.add(eq(name, value));
        }
    }
}
