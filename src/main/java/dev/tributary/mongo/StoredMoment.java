package dev.tributary.mongo;

import java.time.Instant;
import java.util.Date;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Moments in documents, of which some are null or absent. */
public final class StoredMoment {

    private StoredMoment() {}

    /** As the driver takes it. */
    public static @Nullable Date of(@Nullable Instant moment) {
        return moment == null ? null : Date.from(moment);
    }

    /** The moment in a member; null where there is none. */
    public static @Nullable Instant read(Document document, String member) {
        Date date = document.getDate(member);
        return date == null ? null : date.toInstant();
    }
}
