package dev.tributary.banking.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;

import dev.tributary.mongo.page.IdQuery;
import dev.tributary.mongo.page.IdRange;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Which of a tenant's records to read; a null condition does not limit.
 *
 * @param connectionId the provider's id
 * @param accountId the provider's id; no document has one
 * @param booked of transactions; an ISO date as text, so that its order is that of time
 * @param after the id of the last record of the page before
 */
public record BankingQuery(
        String tenant,
        @Nullable String sourceId,
        @Nullable String connectionId,
        @Nullable String accountId,
        Booked booked,
        @Nullable String after,
        int limit) {

    /**
     * When transactions were booked.
     *
     * @param from on this day or later; null for no bound
     * @param before this day; null for no bound
     */
    public record Booked(@Nullable LocalDate from, @Nullable LocalDate before) {

        /** On any day, and also without one. */
        public static final Booked ANY_DAY = new Booked(null, null);
    }

    /** Whenever they were booked. */
    public BankingQuery(
            String tenant,
            @Nullable String sourceId,
            @Nullable String connectionId,
            @Nullable String accountId,
            @Nullable String after,
            int limit) {
        this(tenant, sourceId, connectionId, accountId, Booked.ANY_DAY, after, limit);
    }

    /** The same records, of another page. */
    public BankingQuery page(@Nullable String after, int limit) {
        return new BankingQuery(tenant, sourceId, connectionId, accountId, booked, after, limit);
    }

    private static final String BOOKED = "bookedDate";

    /** The ids are digests. An index carries one of the conditions; the others are compared. */
    IdQuery page(Bson projection) {
        List<Bson> set = new ArrayList<>();
        addIfSet(set, "accountId", accountId);
        addIfSet(set, "connectionId", connectionId);
        addIfSet(set, "sourceId", sourceId);
        Bson carried = set.isEmpty() ? eq("tenant", tenant) : and(eq("tenant", tenant), set.remove(0));
        if (booked.from() != null) {
            set.add(gte(BOOKED, booked.from().toString()));
        }
        if (booked.before() != null) {
            set.add(lt(BOOKED, booked.before().toString()));
        }
        return new IdQuery(IdRange.ALL.after(after), carried, set.isEmpty() ? null : and(set), projection, limit);
    }

    private static void addIfSet(List<Bson> all, String name, @Nullable String value) {
        if (value != null) {
            all.add(eq(name, value));
        }
    }
}
