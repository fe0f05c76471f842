package dev.tributary.source.registration.webhook;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook as it should be at the provider.
 *
 * @param url where the provider posts to
 * @param events by the provider's names; empty where it has no choice
 * @param description for people
 * @param delay seconds that the provider waits before a call; null for its default
 */
public record WantedWebhook(
        String url,
        List<String> events,
        String description,
        @Nullable Integer delay) {}
