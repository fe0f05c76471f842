package dev.tributary.eventstore;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;
import static dev.tributary.eventstore.EventDocument.FEED_ID;

import dev.tributary.event.Event;
import dev.tributary.event.Timestamp;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.mongo.page.ListOrder;
import dev.tributary.security.privacy.EndUser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Which events of a tenant to list. Every member but tenant and limit may be null, which means: any.
 *
 * <p>An index carries tenant, type, subject and recorded time. The others are compared with each event that these leave.
 *
 * @param types any of these
 * @param subject an index carries it alone: where it is given, the type is compared
 * @param mentions an id of what the event is about: of the end user, a connection, an account, a payment, a consent or a job
 * @param after list only what comes after this id, in the order
 * @param limit at most so many
 */
public record EventQuery(
        String tenant,
        @Nullable Set<String> types,
        @Nullable String provider,
        @Nullable String sourceId,
        @Nullable String subject,
        @Nullable String correlationId,
        @Nullable String userId,
        @Nullable String mentions,
        @Nullable Instant timeFrom,
        @Nullable Instant timeBefore,
        @Nullable Instant recordedFrom,
        @Nullable Instant recordedBefore,
        ListOrder order,
        @Nullable String after,
        int limit) {

    /** The members of the data that name something by its {@code id}. */
    private static final List<String> MENTIONED = List.of("user", "connection", "account", "payment", "consent", "job");

    /** Every event of a tenant after an id, oldest first. */
    public static EventQuery all(String tenant, @Nullable String after, int limit) {
        return recorded(tenant, null, null, null, after, limit);
    }

    /** The events of a tenant and type, by when they were recorded, oldest first. */
    public static EventQuery recorded(
            String tenant,
            @Nullable String type,
            @Nullable Instant from,
            @Nullable Instant before,
            @Nullable String after,
            int limit) {
        Set<String> types = type == null ? null : Set.of(type);
        return new EventQuery(
                tenant,
                types,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                from,
                before,
                ListOrder.ASCENDING,
                after,
                limit);
    }

    /** An id is minted at the recorded time of its event. */
    IdRange ids() {
        return IdRange.madeBetween(recordedFrom, recordedBefore).in(order).after(after);
    }

    Bson carried() {
        List<Bson> all = new ArrayList<>();
        all.add(eq("tenant", tenant));
        if (subject == null) {
            addType(all);
        } else {
            all.add(eq("subject", subject));
        }
        return and(all);
    }

    @Nullable
    Bson compared() {
        List<Bson> all = new ArrayList<>();
        if (subject != null) {
            addType(all);
        }
        addEqual(all, "provider", provider);
        addEqual(all, "sourceId", sourceId);
        addEqual(all, "correlationid", correlationId);
        addEqual(all, "data.user.id", userId);
        if (mentions != null) {
            all.add(or(MENTIONED.stream()
                    .map(named -> eq("data." + named + ".id", mentions))
                    .toList()));
        }
        if (timeFrom != null) {
            all.add(gte("timeAt", Date.from(timeFrom)));
        }
        if (timeBefore != null) {
            all.add(lt("timeAt", Date.from(timeBefore)));
        }
        return all.isEmpty() ? null : and(all);
    }

    /** The late events of the feed behind {@code after} and up to a horizon. */
    Bson late(String horizon) {
        Bson places = and(carried(), gt(FEED_ID, after == null ? "" : after), lte(FEED_ID, horizon));
        Bson compared = compared();
        return compared == null ? places : and(places, compared);
    }

    /** Whether an event is one of these, but for the page. */
    public boolean matches(Event event) {
        Instant time = Instant.ofEpochMilli(Timestamp.parse(event.time()).toEpochMilli());
        return event.tenant().equals(tenant)
                && (types == null || types.contains(event.type()))
                && isAny(provider, event.provider())
                && isAny(sourceId, event.sourceId())
                && isAny(subject, event.subject())
                && isAny(correlationId, event.correlationId())
                && (userId == null || userId.equals(EndUser.of(event).id()))
                && (mentions == null || MENTIONED.stream().anyMatch(named -> mentions.equals(event.idOf(named))))
                && isBetween(timeFrom, time, timeBefore)
                && isBetween(recordedFrom, event.recordedTime(), recordedBefore);
    }

    private static boolean isAny(@Nullable String wanted, @Nullable String value) {
        return wanted == null || wanted.equals(value);
    }

    private static boolean isBetween(@Nullable Instant from, Instant moment, @Nullable Instant before) {
        return (from == null || !moment.isBefore(from)) && (before == null || moment.isBefore(before));
    }

    /** The page behind another id. */
    public EventQuery after(String id) {
        return new EventQuery(
                tenant,
                types,
                provider,
                sourceId,
                subject,
                correlationId,
                userId,
                mentions,
                timeFrom,
                timeBefore,
                recordedFrom,
                recordedBefore,
                order,
                id,
                limit);
    }

    private void addType(List<Bson> all) {
        if (types != null) {
            all.add(types.size() == 1 ? eq("type", types.iterator().next()) : in("type", types));
        }
    }

    private static void addEqual(List<Bson> all, String name, @Nullable String value) {
        if (value != null) {
            all.add(eq(name, value));
        }
    }
}
