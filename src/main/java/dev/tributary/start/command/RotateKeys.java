package dev.tributary.start.command;

import com.mongodb.MongoException;
import dev.tributary.erasure.Erasures;
import dev.tributary.receipt.rejected.RejectedProofStore;
import dev.tributary.security.privacy.UserKeys;
import dev.tributary.security.secret.KeyRotation;
import dev.tributary.security.secret.RotationWriter;
import dev.tributary.security.secret.SecretCipher;
import dev.tributary.security.secret.SecretMembers;
import dev.tributary.source.SourceStore;
import dev.tributary.source.access.RefreshTokenStore;
import dev.tributary.subscription.SubscriptionStore;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeGenerator;

/** {@code rotate-keys}: encrypts every stored secret again with the first master key, while gateways run. */
final class RotateKeys implements ApplicationRunner, ExitCodeGenerator {

    /** Every collection that holds secrets. */
    static final List<SecretMembers> ALL = List.of(
            SourceStore.SECRETS,
            RefreshTokenStore.SECRETS,
            SubscriptionStore.SECRETS,
            UserKeys.SECRETS,
            Erasures.SECRETS,
            RejectedProofStore.SECRETS);

    private static final Logger log = LoggerFactory.getLogger(RotateKeys.class);

    private final SecretCipher cipher;
    private final KeyRotation rotation;
    private boolean clean;

    RotateKeys(RotationWriter writer, SecretCipher cipher) {
        this.cipher = cipher;
        this.rotation = new KeyRotation(writer, ALL);
    }

    @Override
    public void run(ApplicationArguments arguments) {
        try {
            KeyRotation.Outcome outcome = rotation.run();
            report(outcome);
            clean = outcome.complete() && outcome.unreadable().isEmpty();
        } catch (MongoException e) {
            log.error(
                    "The store does not answer ({}); what is done stays done, run the command again",
                    e.getClass().getSimpleName());
        }
    }

    private void report(KeyRotation.Outcome outcome) {
        log.info(
                "Encrypted the secrets of {} documents again with the key '{}'",
                outcome.documents(),
                cipher.firstKey());
        outcome.unreadable()
                .forEach((reason, owners) ->
                        log.error("Not encrypted again: {}. {}", String.join(", ", owners), reason));
        if (!outcome.complete()) {
            log.error(
                    "A gateway still encrypts with another key: put '{}' first at every gateway, and run the command"
                            + " again",
                    cipher.firstKey());
        } else if (outcome.unreadable().isEmpty()) {
            log.info("Every stored secret is encrypted with the key '{}'; no other key is needed", cipher.firstKey());
        }
    }

    @Override
    public int getExitCode() {
        return clean ? 0 : 1;
    }
}
