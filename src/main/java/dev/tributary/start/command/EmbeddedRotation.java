package dev.tributary.start.command;

import com.mongodb.MongoException;
import dev.tributary.platform.DataFolder;
import dev.tributary.platform.Worker;
import dev.tributary.security.secret.KeyRotation;
import dev.tributary.security.secret.RotationWriter;
import dev.tributary.security.secret.SecretCipher;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * With the embedded store, which only one process can open, the gateway itself encrypts secrets again with the first key. On
 * a server it does not: gateways that do not have that key yet could no longer read them.
 */
@Configuration(proxyBeanMethods = false)
class EmbeddedRotation {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedRotation.class);
    private static final Duration EVERY = Duration.ofHours(1);

    /** Works at start; a round that failed is repeated. */
    @Bean
    Worker secretRotation(DataFolder data, RotationWriter writer, SecretCipher cipher) {
        var rotation = new KeyRotation(writer, RotateKeys.ALL);
        return Worker.every(EVERY, "secret-rotation", 0, () -> {
            if (data.embeddedStore()) {
                run(rotation, cipher);
            }
        });
    }

    private static void run(KeyRotation rotation, SecretCipher cipher) {
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
                    "Secrets were not encrypted again with the first key, which is tried again in an hour: {}",
                    e.getClass().getSimpleName());
        }
    }
}
