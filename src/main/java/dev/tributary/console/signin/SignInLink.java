package dev.tributary.console.signin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tributary.platform.DataFolder;
import dev.tributary.platform.PrivateFile;
import dev.tributary.security.identity.LocalTokens;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.security.crypto.keygen.Base64StringKeyGenerator;
import org.springframework.security.crypto.keygen.StringKeyGenerator;
import org.springframework.stereotype.Component;

/**
 * The link that signs the local administrator in. It works once and for ten minutes; making another one ends it. It stands in the
 * log and in a file that only the gateway's user can read. While the local identity is in use, the gateway listens on loopback
 * only, so that the link works on this machine only.
 */
@Component
class SignInLink {

    private static final Logger log = LoggerFactory.getLogger(SignInLink.class);
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final int CODE_BYTES = 32;

    private record Code(String text, Instant until) {}

    private final LocalTokens local;
    private final DataFolder data;
    private final Environment settings;
    private final Clock clock;
    private final StringKeyGenerator codes =
            new Base64StringKeyGenerator(Base64.getUrlEncoder().withoutPadding(), CODE_BYTES);
    private final AtomicReference<@Nullable Code> current = new AtomicReference<>();

    SignInLink(LocalTokens local, DataFolder data, Environment settings, Clock clock) {
        this.local = local;
        this.data = data;
        this.settings = settings;
        this.clock = clock;
    }

    @EventListener(ApplicationReadyEvent.class)
    void started() {
        if (local.isInUse()) {
            make();
        }
    }

    /** Writes a new link to the log and to the file. */
    void make() {
        String text = codes.generateKey();
        current.set(new Code(text, clock.instant().plus(LIFETIME)));
        String link = "http://localhost:" + settings.getProperty("local.server.port") + "/console/sign-in?code=" + text;
        PrivateFile.replace(data.path().resolve("console-link"), link);
        log.info("Console: {} signs in once, from this machine, within {} minutes", link, LIFETIME.toMinutes());
    }

    /** Whether the code is that of the link; it is so for one call only. */
    boolean use(String code) {
        Code known = current.get();
        return known != null
                && MessageDigest.isEqual(known.text().getBytes(US_ASCII), code.getBytes(US_ASCII))
                && clock.instant().isBefore(known.until())
                && current.compareAndSet(known, null);
    }
}
