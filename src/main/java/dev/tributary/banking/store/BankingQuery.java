package dev.tributary.banking.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;

import dev.tributary.mongo.page.IdQuery;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.mongo.page.ListOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Which of a tenant's records to read; a null condition does not limit.
 *
 * @param connectionId the provider's id
 * @param accountId the provider's id; no document has one
 * @param booked of transactions; an ISO date as text, so that its order is that of time
 * @param changes by which records changed
 * @param users digests of the end users whose records they are; empty for any
 * @param order of the ids; not of a list of what changed
 * @param after the id of the last record of the page before
 */
public record BankingQuery(
        String tenant,
        @Nullable String sourceId,
        @Nullable String connectionId,
        @Nullable String accountId,
        Booked booked,
        Changes changes,
        Set<String> users,
        ListOrder order,
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

    /**
     * What changed records.
     *
     * @param refreshId the event whose follow-ups were the last to change a record; null for any
     * @param since records that were written at this moment or later, in the order in which they were; null for all, by id
     * @param before and before this moment, where there is a first one
     */
    public record Changes(
            @Nullable String refreshId, @Nullable Instant since, Instant before) {

        /** Without a condition. */
        public static final Changes ANY = new Changes(null, null, Instant.EPOCH);
    }

    /** Without a condition on the booked date and on changes. */
    public BankingQuery(
            String tenant,
            @Nullable String sourceId,
            @Nullable String connectionId,
            @Nullable String accountId,
            @Nullable String after,
            int limit) {
        this(
                tenant,
                sourceId,
                connectionId,
                accountId,
                Booked.ANY_DAY,
                Changes.ANY,
                Set.of(),
                ListOrder.ASCENDING,
                after,
                limit);
    }

    /** The same records, of another page. */
    public BankingQuery page(@Nullable String after, int limit) {
        return new BankingQuery(tenant, sourceId, connectionId, accountId, booked, changes, users, order, after, limit);
    }

    private static final String BOOKED = "bookedDate";

    /** The ids are digests. An index carries one of the conditions; the others are compared. */
    IdQuery page(Bson projection) {
        IdRange ids = IdRange.ALL.in(order).after(after);
        List<Bson> set = set();
        if (changes.refreshId() == null && users.isEmpty()) {
            Bson carried = set.isEmpty() ? eq("tenant", tenant) : and(eq("tenant", tenant), set.remove(0));
            set.addAll(days());
            return new IdQuery(ids, carried, set.isEmpty() ? null : and(set), projection, limit);
        }
        // its index has no tenant, because an event or a user belongs to one tenant
        Bson carried = set.remove(0);
        return new IdQuery(ids, carried, and(ofTenant(set)), projection, limit);
    }

    /** All of them, that on the tenant first. */
    Bson conditions() {
        return and(ofTenant(set()));
    }

    private List<Bson> ofTenant(List<Bson> set) {
        List<Bson> all = new ArrayList<>(List.of(eq("tenant", tenant)));
        all.addAll(set);
        all.addAll(days());
        return all;
    }

    private List<Bson> set() {
        List<Bson> set = new ArrayList<>();
        addIfSet(set, RowWriter.CHANGED_BY, changes.refreshId());
        if (!users.isEmpty()) {
            set.add(in(RowWriter.USER, users));
        }
        addIfSet(set, "accountId", accountId);
        addIfSet(set, "connectionId", connectionId);
        addIfSet(set, "sourceId", sourceId);
        return set;
    }

    private List<Bson> days() {
        List<Bson> days = new ArrayList<>();
        if (booked.from() != null) {
            days.add(gte(BOOKED, booked.from().toString()));
        }
        if (booked.before() != null) {
            days.add(lt(BOOKED, booked.before().toString()));
        }
        return days;
    }

    private static void addIfSet(List<Bson> all, String name, @Nullable String value) {
        if (value != null) {
            all.add(eq(name, value));
        }
    }
}
