package dev.tributary.command;

import com.mongodb.MongoException;
import dev.tributary.config.DataFolder;
import dev.tributary.secret.KeyRotation;
import dev.tributary.secret.RotationWriter;
import dev.tributary.secret.SecretCipher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * With the embedded store, which only one process can open, the gateway itself encrypts secrets again with the first key. On
 * a server it does not: gateways that do not have that key yet could no longer read them.
 */
@Component
final class EmbeddedRotation {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedRotation.class);

    private final boolean embedded;
    private final SecretCipher cipher;
    private final KeyRotation rotation;

    EmbeddedRotation(DataFolder data, RotationWriter writer, SecretCipher cipher) {
        this.embedded = data.embeddedStore();
        this.cipher = cipher;
        this.rotation = new KeyRotation(writer, RotateKeys.ALL);
    }

    /** At start; a round that failed is repeated. */
    @Scheduled(fixedDelayString = "PT1H")
    void run() {
        if (!embedded) {
            return;
        }
        try {
            KeyRotation.Outcome outcome = rotation.run();
            if (outcome.documents() > 0) {
                log.info(
                        "Encrypted the secrets of {} documents again with the key '{}'{}",
                        outcome.documents(),
                        cipher.firstKey(),
                        outcome.unreadable().isEmpty() ? "; no other key is needed" : "");
            }
        } catch (MongoException e) {
            log.warn(
                    "Secrets were not encrypted again, the next round will: {}",
                    e.getClass().getSimpleName());
        }
    }
}
