package dev.tributary.banking;

import dev.tributary.mongo.DigestId;
import org.jspecify.annotations.Nullable;

/** Ids of stored records, made of those of providers. */
public final class RecordId {

    private RecordId() {}

    /** The id of a record: opaque, and the same whenever the same source brings the same provider's id. */
    public static String of(String sourceId, String providerId) {
        return DigestId.of(sourceId, providerId);
    }

    /** The same of a record that another one names; null where it names none. */
    static @Nullable String named(String sourceId, @Nullable String providerId) {
        return providerId == null ? null : of(sourceId, providerId);
    }
}
