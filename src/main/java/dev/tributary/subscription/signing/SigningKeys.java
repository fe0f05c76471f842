package dev.tributary.subscription.signing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a subscription signs with: the current key and, for a grace time after each rotation, the keys before it. The keys
 * may be of different schemes.
 *
 * @param shown whether the owner has seen what verifies signatures of the current key
 * @param previous newest first; each signs beside the current one until its own end. Three at most
 */
public record SigningKeys(SigningKey current, boolean shown, List<Previous> previous) {

    /** The maximum of active keys, the current one included; a further rotation ends the oldest early. */
    public static final int MAX_ACTIVE = 4;

    /**
     * A key that was replaced.
     *
     * @param until when it ceases to sign
     */
    public record Previous(SigningKey key, Instant until) {

        boolean active(Instant now) {
            return now.isBefore(until);
        }
    }

    public SigningKeys {
        previous = List.copyOf(previous);
    }

    /** For a subscription whose owner gave the key, or is shown it now. */
    public static SigningKeys given(SigningKey key) {
        return new SigningKeys(key, true, List.of());
    }

    /** For a subscription whose owner gave no key. A generated secret has not been seen yet; a public key is readable. */
    public static SigningKeys generated(SigningScheme scheme) {
        SigningKey key = scheme.generate();
        return new SigningKeys(key, key.publicKey().isPresent(), List.of());
    }

    /**
     * With a new key of the current scheme, which is shown to the owner now. Possible at any time. The replaced key signs
     * on for the grace time, unless it was never shown: then no subscriber can verify with it.
     */
    public SigningKeys rotated(Instant now, Duration grace) {
        return replaced(current.scheme().generate(), true, now, grace);
    }

    /** With a new key of another scheme, and the keys of the old one for the grace time. Unchanged for the same scheme. */
    public SigningKeys changedTo(SigningScheme scheme, Instant now, Duration grace) {
        if (scheme == current.scheme()) {
            return this;
        }
        SigningKey key = scheme.generate();
        return replaced(key, key.publicKey().isPresent(), now, grace);
    }

    private SigningKeys replaced(SigningKey next, boolean nextShown, Instant now, Duration grace) {
        Stream<Previous> replaced = shown ? Stream.of(new Previous(current, now.plus(grace))) : Stream.of();
        List<Previous> kept = Stream.concat(replaced, active(now).stream())
                .limit(MAX_ACTIVE - 1)
                .toList();
        return new SigningKeys(next, nextShown, kept);
    }

    /** The previous keys that still sign, newest first. */
    public List<Previous> active(Instant now) {
        return previous.stream().filter(key -> key.active(now)).toList();
    }

    /**
     * The headers that sign one request.
     *
     * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
     *     Webhooks, webhook headers</a>
     */
    public Map<String, String> headers(String webhookId, Instant now, byte[] body) {
        return Map.of(
                "webhook-id", webhookId,
                "webhook-timestamp", Long.toString(now.getEpochSecond()),
                "webhook-signature", sign(webhookId, now, body));
    }

    /** The {@code webhook-signature} of one attempt: one signature for each key that is active, newest first. */
    public String sign(String webhookId, Instant now, byte[] body) {
        return Stream.concat(
                        Stream.of(current),
                        previous.stream().filter(key -> key.active(now)).map(Previous::key))
                .map(key -> key.sign(webhookId, now.getEpochSecond(), body))
                .collect(Collectors.joining(" "));
    }
}
