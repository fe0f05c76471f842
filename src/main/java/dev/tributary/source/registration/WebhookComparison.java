package dev.tributary.source.registration;

import dev.tributary.event.GatewayUri;
import dev.tributary.source.Source;
import dev.tributary.source.registration.Registration.Seen;
import dev.tributary.source.registration.webhook.ProviderWebhook;
import dev.tributary.source.registration.webhook.WantedWebhook;
import dev.tributary.source.registration.webhook.WebhookApi;
import dev.tributary.source.registration.webhook.WebhookApi.Call;
import dev.tributary.source.registration.webhook.WebhookApis.Offer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares a registration with what the provider says, and with the source. */
final class WebhookComparison {

    static final String SOURCE_DELETED = "source_deleted";
    static final String SECRET_MISSING = "secret_missing";
    static final String URL_CHANGED = "url_changed";
    static final String MISSING = "missing";
    private static final String UNCHECKED = "unchecked";
    private static final String UNFINISHED = "unfinished";
    private static final String OTHER_URL = "url";
    private static final String OTHER_EVENTS = "events";
    private static final String DISABLED = "disabled";
    private static final String FAILURES_RISING = "failures_rising";

    /** What only a new webhook mends. */
    private static final Set<String> NEW_ONE = Set.of(MISSING, SECRET_MISSING);

    /** Checks that fail for so many intervals are a difference. */
    private static final int FAILED_CHECKS = 3;

    private static final Duration MAX_UNFINISHED = Duration.ofMinutes(10);

    private final GatewayUri gateway;
    private final Duration checkEvery;
    private final Clock clock;

    WebhookComparison(GatewayUri gateway, Duration checkEvery, Clock clock) {
        this.gateway = gateway;
        this.checkEvery = checkEvery;
        this.clock = clock;
    }

    /**
     * The differences that are known without the provider.
     *
     * @param source null where it was deleted or cannot be read
     */
    List<String> local(@Nullable Source source, Registration registration) {
        List<String> differences = new ArrayList<>();
        if (source == null) {
            differences.add(SOURCE_DELETED);
            return differences;
        }
        boolean registered = registration.state() == Registration.State.REGISTERED;
        if (registered && SourceSecrets.find(source, registration.secretId()) == null) {
            differences.add(SECRET_MISSING);
        }
        if (!registration.wanted().url().equals(gateway.ingest(source.provider(), source.id()))) {
            differences.add(URL_CHANGED);
        }
        if (!registered && hasPassed(registration.modifiedAt(), MAX_UNFINISHED)) {
            differences.add(UNFINISHED);
        }
        if (registered && isUnchecked(registration)) {
            differences.add(UNCHECKED);
        }
        return differences;
    }

    private boolean isUnchecked(Registration registration) {
        Instant checkedAt = registration.seen().checkedAt();
        Instant last = checkedAt == null ? registration.createdAt() : checkedAt;
        return registration.problem() != null && hasPassed(last, checkEvery.multipliedBy(FAILED_CHECKS));
    }

    private boolean hasPassed(Instant since, Duration span) {
        return since.plus(span).isBefore(clock.instant());
    }

    /** Asks the provider, where it can be asked. */
    Seen atProvider(Offer offer, Registration registration) {
        WebhookApi api = offer.api();
        String id = registration.webhookId();
        if (!api.can(Call.FIND) || id == null) {
            return registration.seen();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        ProviderWebhook found = api.find(offer.access(), id).orElse(null);
        if (found == null) {
            return new Seen(now, null, null, null, List.of(MISSING));
        }
        List<String> differences = differences(registration, found, api.can(Call.CHOOSE_EVENTS));
        return new Seen(now, found.disabled(), found.failures(), found.delay(), differences);
    }

    private static List<String> differences(Registration registration, ProviderWebhook found, boolean choosesEvents) {
        WantedWebhook wanted = registration.wanted();
        List<String> differences = new ArrayList<>();
        if (found.url() != null && !found.url().equals(wanted.url())) {
            differences.add(OTHER_URL);
        }
        if (choosesEvents
                && found.events() != null
                && !new HashSet<>(found.events()).equals(new HashSet<>(wanted.events()))) {
            differences.add(OTHER_EVENTS);
        }
        if (Boolean.TRUE.equals(found.disabled())) {
            differences.add(DISABLED);
        }
        Integer before = registration.seen().failures();
        if (before != null && found.failures() != null && found.failures() > before) {
            differences.add(FAILURES_RISING);
        }
        return differences;
    }

    /** Whether differences are mended by a new webhook only. */
    static boolean needNewOne(List<String> differences) {
        return differences.stream().anyMatch(NEW_ONE::contains);
    }
}
