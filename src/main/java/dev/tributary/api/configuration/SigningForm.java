package dev.tributary.api.configuration;

import dev.tributary.api.contract.RequestFields;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.signing.InvalidSigningKeyException;
import dev.tributary.subscription.signing.SigningKey;
import dev.tributary.subscription.signing.SigningKeys;
import dev.tributary.subscription.signing.SigningScheme;
import dev.tributary.subscription.signing.SigningSettings;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The signing keys of a web hook as the configuration API reads and shows them. Only public keys are shown again. */
@Component
class SigningForm {

    private final SigningSettings settings;
    private final Clock clock;

    SigningForm(SigningSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** The keys of a new subscription: {@code signing_secret} if it is sent and fits {@code signature}, else a generated one. */
    SigningKeys created(RequestFields sent) {
        SigningScheme scheme = scheme(sent);
        String secret = sent.text("signing_secret");
        try {
            return secret == null ? SigningKeys.generated(scheme) : SigningKeys.given(scheme.parse(secret));
        } catch (InvalidSigningKeyException e) {
            sent.fault("signing_secret", String.valueOf(e.getMessage()));
            return SigningKeys.generated(scheme);
        }
    }

    /** The keys of a changed subscription: another {@code signature} brings a new key. */
    SigningKeys changed(SigningKeys old, RequestFields sent, Instant now) {
        return sent.sent("signature") ? old.changedTo(scheme(sent), now, settings.grace()) : old;
    }

    /** The subscription with a new key of its scheme. */
    Subscription rotated(Subscription old, Instant now) {
        return old.signingWith(old.signing().rotated(now, settings.grace()), now);
    }

    /** What verifies the signatures of the current key: the public key where there is one, else the secret. */
    static Map<String, String> verifyingKey(SigningKeys keys) {
        SigningKey key = keys.current();
        return key.publicKey()
                .map(publicKey -> Map.of("public_key", publicKey))
                .orElseGet(() -> Map.of("signing_secret", key.text()));
    }

    /** Adds the members that may be read again. */
    void show(SigningKeys keys, Map<String, Object> shown) {
        shown.put("signature", keys.current().scheme().label());
        keys.current().publicKey().ifPresent(key -> shown.put("public_key", key));
        List<Map<String, String>> previous = keys.active(clock.instant()).stream()
                .flatMap(SigningForm::publicKey)
                .toList();
        if (!previous.isEmpty()) {
            shown.put("previous_public_keys", previous);
        }
    }

    private static Stream<Map<String, String>> publicKey(SigningKeys.Previous previous) {
        return previous.key().publicKey().stream()
                .map(key -> Map.of("public_key", key, "until", previous.until().toString()));
    }

    private static SigningScheme scheme(RequestFields sent) {
        return SigningScheme.of(sent.text("signature", SigningScheme.V1.label()))
                .orElseThrow();
    }
}
