package dev.tributary.api.source;

import dev.tributary.api.contract.RequestFields;
import dev.tributary.source.access.ProviderRetry;
import dev.tributary.source.registration.Registration;
import dev.tributary.source.registration.Registration.Seen;
import dev.tributary.source.registration.Registrations.Wish;
import dev.tributary.source.registration.webhook.ProviderWebhook;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Registrations as the configuration API reads and shows them. */
final class RegistrationForm {

    /** Nothing is said of the delay; 0 says that there is none. */
    private static final double UNSAID = -1;

    private RegistrationForm() {}

    /** Whether a webhook may be replaced is told by the schema: a change replaces none. */
    static Wish read(RequestFields sent) {
        List<String> events = sent.texts("events");
        String description = sent.text("description");
        double delay = sent.number("delay", UNSAID);
        boolean replace = sent.flag("replace", false);
        sent.finish();
        return new Wish(
                List.copyOf(events), description, delay == UNSAID ? null : Integer.valueOf((int) delay), replace);
    }

    /** @param differences all that are known now */
    static Map<String, Object> shown(Registration registration, List<String> differences) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("source_id", registration.sourceId());
        shown.put("provider", registration.provider());
        shown.put("state", registration.state().wireName());
        shown.put("url", registration.wanted().url());
        shown.put("events", registration.wanted().events());
        shown.put("description", registration.wanted().description());
        shown.put("webhook_id", registration.webhookId());
        shown.put("secret_id", registration.secretId());
        shown.put("problem", registration.problem());
        shown.put("orphan_possible", registration.orphanPossible() ? true : null);
        ProviderRetry retry = registration.retry();
        shown.put("failed_attempts", retry == null ? null : retry.attempts());
        shown.put("next_attempt_at", retry == null ? null : retry.at().toString());
        shown.put("differences", differences);
        Seen seen = registration.seen();
        shown.put("checked_at", text(seen.checkedAt()));
        shown.put("is_disabled", seen.disabled());
        shown.put("ct_failed", seen.failures());
        shown.put("delay", seen.delay() == null ? registration.wanted().delay() : seen.delay());
        shown.put("created_at", text(registration.createdAt()));
        shown.put("modified_at", text(registration.modifiedAt()));
        shown.values().removeIf(Objects::isNull);
        return shown;
    }

    /** @param own the webhook of the source; null where there is none */
    static Map<String, Object> shown(ProviderWebhook webhook, @Nullable String own) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("webhook_id", webhook.id());
        shown.put("registered_here", own != null && own.equals(webhook.id()));
        shown.put("url", webhook.url());
        shown.put("events", webhook.events());
        shown.put("description", webhook.description());
        shown.put("is_disabled", webhook.disabled());
        shown.put("ct_failed", webhook.failures());
        shown.put("delay", webhook.delay());
        shown.values().removeIf(Objects::isNull);
        return shown;
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }
}
