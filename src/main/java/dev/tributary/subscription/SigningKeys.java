package dev.tributary.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription signs with: one secret, and for a time after a rotation the one before it too.
 *
 * @param shown whether somebody outside has ever seen the current secret
 * @param previous signs beside the current one until {@code previousUntil}, or null
 */
public record SigningKeys(
        SigningSecret current,
        boolean shown,
        @Nullable SigningSecret previous,
        @Nullable Instant previousUntil) {

    /** How long old and new secret both sign. */
    public static final Duration OVERLAP = Duration.ofHours(24);

    /** For a subscription whose owner gave the secret. */
    public static SigningKeys given(SigningSecret secret) {
        return new SigningKeys(secret, true, null, null);
    }

    /** For a subscription whose owner gave none: a secret that nobody has seen yet. */
    public static SigningKeys unseen() {
        return new SigningKeys(SigningSecret.generate(), false, null, null);
    }

    /** Whether two secrets sign at a moment; another rotation has to wait, or the oldest one would be cut off early. */
    public boolean overlapping(Instant now) {
        return previousUntil != null && now.isBefore(previousUntil);
    }

    /** With a new current secret, which its maker shows now. An unseen one is replaced without overlap. */
    public SigningKeys rotated(SigningSecret next, Instant now) {
        return shown ? new SigningKeys(next, true, current, now.plus(OVERLAP)) : given(next);
    }

    /** The {@code webhook-signature} of one attempt: one signature for each secret that is active, newest first. */
    public String sign(String webhookId, Instant now, byte[] body) {
        List<SigningSecret> active =
                previous != null && overlapping(now) ? List.of(current, previous) : List.of(current);
        return active.stream()
                .map(secret -> secret.sign(webhookId, now.getEpochSecond(), body))
                .collect(Collectors.joining(" "));
    }
}
