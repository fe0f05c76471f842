package dev.tributary.mongo.retention;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Documents that are past their retention.
 *
 * @param tenant whose; null for those of all tenants but {@code others}
 * @param before older than this
 */
public record Expired(@Nullable String tenant, List<String> others, Instant before) {

    /** Whether documents of a tenant are meant. */
    public boolean isOf(String name) {
        return tenant == null ? !others.contains(name) : tenant.equals(name);
    }
}
