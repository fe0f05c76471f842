package dev.tributary.mongo.page;

import static com.mongodb.client.model.Filters.and;

import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Which documents of a collection to list.
 *
 * @param carried conditions that an index carries together with a range of ids
 * @param compared conditions that no index carries; null for none
 * @param projection the members that are read
 */
public record IdQuery(IdRange ids, Bson carried, @Nullable Bson compared, Bson projection, int limit) {

    /** All conditions, also that on the ids. */
    public Bson filter() {
        return filter(ids);
    }

    Bson filter(IdRange part) {
        Bson filter = and(carried, part.filter());
        return compared == null ? filter : and(filter, compared);
    }
}
