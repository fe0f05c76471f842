package dev.tributary.source.registration.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
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
        @Nullable Integer delay) {

    /** As it is, at another URL that leads to the same place: a provider may take one webhook for a URL only. */
    public WantedWebhook aside(String id) {
        return new WantedWebhook(url + "?replaced=" + URLEncoder.encode(id, UTF_8), events, description, delay);
    }
}
