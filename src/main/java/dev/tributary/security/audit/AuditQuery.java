package dev.tributary.security.audit;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Projections.include;

import dev.tributary.mongo.page.IdQuery;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.mongo.page.ListOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of a tenant to list; null for any.
 *
 * @param number in the chain
 * @param after the id behind which the page begins; null for the first
 */
public record AuditQuery(
        String tenant,
        @Nullable Long number,
        @Nullable String who,
        @Nullable String action,
        @Nullable String what,
        @Nullable Instant from,
        @Nullable Instant before,
        ListOrder order,
        @Nullable String after,
        int limit) {

    IdQuery page() {
        Bson ofTenant = eq("tenant", tenant);
        List<Bson> compared = new ArrayList<>();
        add(compared, "who", who);
        add(compared, "action", action);
        add(compared, "what", what);
        return new IdQuery(
                IdRange.madeBetween(from, before).in(order).after(after),
                number == null ? ofTenant : and(ofTenant, AuditStore.numbered(eq(AuditStore.NUMBER, number))),
                compared.isEmpty() ? null : and(compared),
                include("tenant", "at", "who", "action", "what", AuditStore.NUMBER, "previous", "hash"),
                limit);
    }

    private static void add(List<Bson> conditions, String member, @Nullable Object value) {
        if (value != null) {
            conditions.add(eq(member, value));
        }
    }
}
