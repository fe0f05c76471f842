package dev.tributary.source.registration.webhook;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as the provider shows it. What the provider does not show is null.
 *
 * @param id null where the provider gives none
 * @param failures the provider's counter of failed calls
 * @param delay seconds that the provider waits before a call
 * @param secret that verifies its calls, where the provider chose it and shows it
 */
public record ProviderWebhook(
        @Nullable String id,
        @Nullable String url,
        @Nullable List<String> events,
        @Nullable String description,
        @Nullable Boolean disabled,
        @Nullable Integer failures,
        @Nullable Integer delay,
        @Nullable String secret) {

    /** Never the secret: records get into logs. */
    @Override
    public String toString() {
        return "ProviderWebhook[" + id + "]";
    }
}
