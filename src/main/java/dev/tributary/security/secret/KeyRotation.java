package dev.tributary.security.secret;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encrypts every stored secret again with the first master key, while gateways run. What is done already is left as it is,
 * so that a rotation that was interrupted goes on when it is run again, and several may run at the same time.
 */
public final class KeyRotation {

    private static final Logger log = LoggerFactory.getLogger(KeyRotation.class);
    private static final long REPORT = Duration.ofSeconds(5).toNanos();
    /** Limits the passes, because a gateway whose first key is another one goes on writing secrets with that key. */
    private static final int MAX_PASSES = 20;

    private final RotationWriter writer;
    private final List<SecretMembers> all;
    private final LongSupplier nanoTime;
    private long reportAt;

    /** @param all where secrets are */
    public KeyRotation(RotationWriter writer, List<SecretMembers> all) {
        this(writer, all, System::nanoTime);
    }

    KeyRotation(RotationWriter writer, List<SecretMembers> all, LongSupplier nanoTime) {
        this.writer = writer;
        this.all = all;
        this.nanoTime = nanoTime;
    }

    /**
     * The outcome of a rotation.
     *
     * @param documents so many had secrets that were encrypted again
     * @param complete whether the last look at all secrets found nothing more to do
     * @param unreadable the owners of secrets that cannot be decrypted and stay as they are, by the reason
     */
    public record Outcome(long documents, boolean complete, Map<String, Set<String>> unreadable) {}

    /** Runs until a look at all secrets finds nothing more to do. Errors of the driver pass through. */
    public Outcome run() {
        reportAt = nanoTime.getAsLong() + REPORT;
        long documents = 0;
        var pass = new RotationCount();
        for (int passes = 0; passes < MAX_PASSES; passes++) {
            pass = new RotationCount();
            for (SecretMembers where : all) {
                rotate(where, documents, pass);
            }
            documents += pass.written();
            if (pass.isNothing()) {
                break;
            }
        }
        return new Outcome(documents, pass.isNothing(), pass.unreadable());
    }

    private void rotate(SecretMembers where, long before, RotationCount pass) {
        @Nullable String position = null;
        do {
            position = writer.page(where, position, pass);
            if (nanoTime.getAsLong() - reportAt >= 0) {
                log.info(
                        "Encrypted the secrets of {} documents again; is at {} {}",
                        before + pass.written(),
                        where.collection(),
                        position == null ? "(end)" : position);
                reportAt = nanoTime.getAsLong() + REPORT;
            }
        } while (position != null);
    }
}
