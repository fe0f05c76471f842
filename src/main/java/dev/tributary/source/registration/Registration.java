package dev.tributary.source.registration;

import dev.tributary.source.access.ProviderRetry;
import dev.tributary.source.registration.webhook.WantedWebhook;
import dev.tributary.source.registration.webhook.WebhookApi;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The webhook of one source at its provider.
 *
 * @param webhookId the provider's; null while it is not known, or where the provider gives none
 * @param secretId the source's secret that belongs to the webhook
 * @param formerSecrets of the source that may still be in use at the provider, each with its end
 * @param problem how the last call of the provider failed; null where it did not
 * @param orphanPossible whether an earlier attempt may have left a webhook that the provider does not list
 * @param retry when the gateway goes on with it by itself; null where it does not
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
        List<FormerSecret> formerSecrets,
        @Nullable String problem,
        boolean orphanPossible,
        @Nullable ProviderRetry retry,
        Seen seen,
        Instant createdAt,
        Instant modifiedAt,
        long revision) {

    /** How long after it was made a webhook may not deliver yet, by Tink's documentation. */
    private static final Duration OVERLAP = Duration.ofMinutes(15);

    /** How far a registration is. */
    public enum State {
        /** The provider was, or is about to be, asked for a webhook. A further request goes on with it. */
        REGISTERING,
        REGISTERED,
        /** The provider was, or is about to be, asked to delete the webhook. The gateway goes on with it, or a further request. */
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

    /**
     * A secret that the webhook had before. It is written down before the provider is called for another one, so that it ends
     * whatever becomes of that call.
     *
     * @param end from when on it verifies nothing
     * @param webhookId of the webhook that has it and still delivers; null for none
     */
    public record FormerSecret(
            String id, Instant end, @Nullable String webhookId) {}

    /** Whether a webhook was there before, which is to be replaced. */
    boolean wasRegistered() {
        return webhookId != null || !formerSecrets.isEmpty();
    }

    /**
     * Whether the gateway goes on by itself with an attempt that failed. Not where none was registered before: the client that asked for
     * it decides. Not where the provider lists no webhooks: each attempt may leave one more there.
     */
    boolean goesOnByItself(WebhookApi api) {
        return wasRegistered() && api.can(WebhookApi.Call.LIST);
    }

    /** The provider's ids of the webhook, and of those before it that still deliver. */
    List<String> webhookIds() {
        List<String> ids = new ArrayList<>();
        if (webhookId != null) {
            ids.add(webhookId);
        }
        formerSecrets.stream()
                .map(FormerSecret::webhookId)
                .filter(Objects::nonNull)
                .forEach(ids::add);
        return ids;
    }

    /** Whether a webhook delivers on until the new one does, or its secret has ended. */
    boolean keeps(String id, Instant now) {
        return formerSecrets.stream().anyMatch(one -> id.equals(one.webhookId()) && now.isBefore(one.end()));
    }

    /** The former webhooks that are to be deleted: the new one delivers by now, or their secret has ended. */
    List<String> endedWebhooks(Instant now) {
        return formerSecrets.stream()
                .filter(one -> !now.isBefore(one.end()) || !now.isBefore(modifiedAt.plus(OVERLAP)))
                .map(FormerSecret::webhookId)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Without a former webhook, which was deleted; its secret ends as it was to. */
    Registration withoutFormer(String id) {
        List<FormerSecret> former = formerSecrets.stream()
                .map(one -> id.equals(one.webhookId()) ? new FormerSecret(one.id(), one.end(), null) : one)
                .toList();
        return copy(state, wanted, webhookId, secretId, former, problem, orphanPossible, retry, seen);
    }

    /** The secret of the webhook, and those that it had before. */
    List<String> secretIds() {
        List<String> ids = new ArrayList<>(List.of(secretId));
        formerSecrets.forEach(one -> ids.add(one.id()));
        return ids;
    }

    Registration with(State newState, @Nullable String newProblem) {
        ProviderRetry kept = newState == state ? retry : null;
        return copy(newState, wanted, webhookId, secretId, formerSecrets, newProblem, orphanPossible, kept, seen);
    }

    /** @param newRetry null where the gateway does not go on with it */
    Registration with(@Nullable ProviderRetry newRetry) {
        return copy(state, wanted, webhookId, secretId, formerSecrets, problem, orphanPossible, newRetry, seen);
    }

    /** As it was before an attempt that has changed nothing at the provider; at a further revision all the same. */
    Registration asBefore(Registration before, @Nullable String newProblem) {
        return copy(
                before.state,
                before.wanted,
                before.webhookId,
                before.secretId,
                before.formerSecrets,
                newProblem,
                before.orphanPossible,
                before.retry,
                before.seen);
    }

    /** For another attempt to create it, with the same secret. */
    Registration renewed(WantedWebhook newWanted, boolean mayLeaveOrphan) {
        boolean orphan = orphanPossible || mayLeaveOrphan;
        return copy(State.REGISTERING, newWanted, webhookId, secretId, formerSecrets, problem, orphan, retry, seen);
    }

    /**
     * With another secret.
     *
     * @param end of the one that it has
     * @param kept the webhook that has it, where it delivers until the new one does; else null
     */
    Registration withSecret(String newSecretId, Instant end, @Nullable String kept, Instant now) {
        List<FormerSecret> former = new ArrayList<>(formerSecrets);
        former.removeIf(one -> one.end().isBefore(now) && one.webhookId() == null);
        former.add(new FormerSecret(secretId, end, kept));
        return copy(state, wanted, webhookId, newSecretId, List.copyOf(former), problem, orphanPossible, retry, seen);
    }

    Registration withWebhook(@Nullable String newWebhookId) {
        return copy(state, wanted, newWebhookId, secretId, formerSecrets, problem, orphanPossible, retry, seen);
    }

    Registration with(Seen newSeen, @Nullable String newProblem) {
        return copy(state, wanted, webhookId, secretId, formerSecrets, newProblem, orphanPossible, retry, newSeen);
    }

    private Registration copy(
            State newState,
            WantedWebhook newWanted,
            @Nullable String newWebhookId,
            String newSecretId,
            List<FormerSecret> newFormerSecrets,
            @Nullable String newProblem,
            boolean newOrphanPossible,
            @Nullable ProviderRetry newRetry,
            Seen newSeen) {
        return new Registration(
                sourceId,
                tenant,
                provider,
                newState,
                newWanted,
                newWebhookId,
                newSecretId,
                newFormerSecrets,
                newProblem,
                newOrphanPossible,
                newRetry,
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
                formerSecrets,
                problem,
                orphanPossible,
                retry,
                seen,
                createdAt,
                now,
                revision + 1);
    }
}
