package dev.tributary.source;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One secret of a source.
 *
 * @param appliesTo limits the secret to calls for one user or webhook; null applies to all
 * @param expiresAt from when on it verifies nothing; null for never
 */
public record SourceSecret(
        String id,
        String value,
        @Nullable String appliesTo,
        Instant createdAt,
        @Nullable Instant expiresAt) {

    public SourceSecret(String id, String value, @Nullable String appliesTo, Instant createdAt) {
        this(id, value, appliesTo, createdAt, null);
    }

    public SourceSecret expiring(@Nullable Instant at) {
        return new SourceSecret(id, value, appliesTo, createdAt, at);
    }

    public boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    /** Never the value: records get into logs. */
    @Override
    public String toString() {
        return "SourceSecret[" + id + "]";
    }
}
