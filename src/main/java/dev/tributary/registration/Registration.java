package dev.tributary.registration;

import dev.tributary.registration.webhook.WantedWebhook;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The webhook of one source at its provider.
 *
 * @param webhookId the provider's; null while it is not known, or where the provider gives none
 * @param secretId the source's secret that belongs to the webhook
 * @param problem how the last call of the provider failed; null where it did not
 * @param orphanPossible whether an earlier attempt may have left a webhook that the provider does not list
 * @param revision grows by one with every change; the resource's entity tag
 */
public record Registration(
        String sourceId,
        String tenant,
        String provider,
        State state,
        WantedWebhook wanted,
        @Nullable String webhookId,
        String secretId,
        @Nullable String problem,
        boolean orphanPossible,
        Seen seen,
        Instant createdAt,
        Instant modifiedAt,
        long revision) {

    /** How far a registration is. */
    public enum State {
        /** The provider was, or is about to be, asked for a webhook. A further request goes on with it. */
        REGISTERING,
        REGISTERED,
        /** The provider was, or is about to be, asked to delete the webhook. A further request goes on with it. */
        REMOVING;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * What the provider said when it was asked last.
     *
     * @param checkedAt null: never
     * @param differences between what is wanted and what is there, in words of the API
     */
    public record Seen(
            @Nullable Instant checkedAt,
            @Nullable Boolean disabled,
            @Nullable Integer failures,
            @Nullable Integer delay,
            List<String> differences) {

        static final Seen NEVER = new Seen(null, null, null, null, List.of());
    }

    Registration with(State newState, @Nullable String newProblem) {
        return new Registration(
                sourceId,
                tenant,
                provider,
                newState,
                wanted,
                webhookId,
                secretId,
                newProblem,
                orphanPossible,
                seen,
                createdAt,
                modifiedAt,
                revision);
    }

    /** For another attempt to create it. */
    Registration renewed(WantedWebhook newWanted, String newSecretId, boolean mayLeaveOrphan) {
        return new Registration(
                sourceId,
                tenant,
                provider,
                State.REGISTERING,
                newWanted,
                webhookId,
                newSecretId,
                problem,
                orphanPossible || mayLeaveOrphan,
                seen,
                createdAt,
                modifiedAt,
                revision);
    }

    Registration withWebhook(@Nullable String newWebhookId) {
        return new Registration(
                sourceId,
                tenant,
                provider,
                state,
                wanted,
                newWebhookId,
                secretId,
                problem,
                orphanPossible,
                seen,
                createdAt,
                modifiedAt,
                revision);
    }

    Registration with(Seen newSeen, @Nullable String newProblem) {
        return new Registration(
                sourceId,
                tenant,
                provider,
                state,
                wanted,
                webhookId,
                secretId,
                newProblem,
                orphanPossible,
                newSeen,
                createdAt,
                modifiedAt,
                revision);
    }

    Registration modified(Instant now) {
        return new Registration(
                sourceId,
                tenant,
                provider,
                state,
                wanted,
                webhookId,
                secretId,
                problem,
                orphanPossible,
                seen,
                createdAt,
                now,
                revision + 1);
    }
}
