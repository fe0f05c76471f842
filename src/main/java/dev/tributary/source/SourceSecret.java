package dev.tributary.source;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One active secret of a source.
 *
 * @param appliesTo limits the secret to calls for one user or webhook; null applies to all
 */
public record SourceSecret(
        String id, String value, @Nullable String appliesTo, Instant createdAt) {

    /** Never the value: a record lands in logs easily. */
    @Override
    public String toString() {
        return "SourceSecret[" + id + "]";
    }
}
