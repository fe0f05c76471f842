package dev.tributary.start.listen;

import dev.tributary.subscription.signing.InvalidSigningKeyException;
import dev.tributary.subscription.signing.SigningKey;
import dev.tributary.subscription.signing.SigningScheme;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * What the command line says.
 *
 * @param to where events are posted
 * @param gateway its address
 * @param token of the API
 * @param type what types begin with; null for all
 * @param since how far back to begin; null for now
 * @param key that signs
 * @param isGenerated whether the key was made by this command, so that it has to be printed
 */
record ListenOptions(
        URI to,
        URI gateway,
        String token,
        @Nullable String type,
        @Nullable Duration since,
        SigningKey key,
        boolean isGenerated) {

    static final String HELP = """
            java -jar tributary.jar listen --to URL [options]

            Forwards the events of a gateway to a URL as they are stored, signed as deliveries are (Standard Webhooks).
            What is not answered 2xx is not sent again.

              --to URL        where to post to, for example http://localhost:3000/hook
              --gateway URL   the gateway; http://localhost:8080 without it
              --token TOKEN   a token with the scope events:read, or a file that holds one; data/admin-token without it
              --type PREFIX   only events whose type begins so, for example bank.payment.
              --since TIME    first what was stored in the last 30s, 15m or 1h; at most 24h
              --secret KEY    whsec_..., what the events are signed with; a new one without it, which is printed
              --help          this text
            """;

    private static final Set<String> NAMES = Set.of("--to", "--gateway", "--token", "--type", "--since", "--secret");
    private static final Duration MAX_BACK = Duration.ofHours(24);

    /** @throws ListenException for what cannot be used */
    static ListenOptions of(String[] arguments) {
        Map<String, String> values = values(arguments);
        String to = values.get("--to");
        if (to == null) {
            throw ListenException.misuse("--to is missing, the URL to post to");
        }
        String secret = values.get("--secret");
        return new ListenOptions(
                url("--to", to),
                url("--gateway", values.getOrDefault("--gateway", "http://localhost:8080")),
                token(values.get("--token")),
                type(values.get("--type")),
                since(values.get("--since")),
                secret == null ? SigningScheme.V1.generate() : key(secret),
                secret == null);
    }

    private static @Nullable String type(@Nullable String prefix) {
        if (prefix != null && prefix.contains("*")) {
            throw ListenException.misuse("--type is what types begin with, such as bank.payment., without *");
        }
        return prefix;
    }

    private static Map<String, String> values(String[] arguments) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String[] parts = arguments[i].split("=", 2);
            if (!NAMES.contains(parts[0])) {
                throw ListenException.misuse("'" + parts[0] + "' is not an option of listen");
            }
            boolean isNext = parts.length == 1;
            String value = !isNext ? parts[1] : i + 1 < arguments.length ? arguments[++i] : "";
            if (value.isBlank() || (isNext && value.startsWith("--"))) {
                throw ListenException.misuse(parts[0] + " has no value");
            }
            if (values.put(parts[0], value) != null) {
                throw ListenException.misuse(parts[0] + " is there twice");
            }
        }
        return values;
    }

    private static URI url(String name, String text) {
        try {
            var url = new URI(text);
            if (url.getHost() != null
                    && String.valueOf(url.getScheme()).matches("https?")
                    && url.getFragment() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw ListenException.misuse(name + " must be an http or https URL, and '" + text + "' is none");
    }

    private static String token(@Nullable String value) {
        Path file = Path.of(System.getenv().getOrDefault("TRIBUTARY_DATA", "data"), "admin-token");
        if (value != null) {
            try {
                file = Path.of(value);
            } catch (InvalidPathException e) {
                return value;
            }
        }
        try {
            if (Files.isRegularFile(file)) {
                return Files.readString(file).strip();
            }
        } catch (IOException e) {
            throw ListenException.refused("The file " + file + " with the token cannot be read");
        }
        if (value == null) {
            throw ListenException.misuse("--token is missing, and there is no file " + file);
        }
        if (value.contains("/") || value.contains("\\")) { // no token has them
            throw ListenException.misuse("--token names the file " + value + ", which is not there");
        }
        return value;
    }

    private static @Nullable Duration since(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            Duration since = DurationStyle.SIMPLE.parse(text);
            if (!since.isNegative() && since.compareTo(MAX_BACK) <= 0) {
                return since;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw ListenException.misuse("--since must be a time such as 30s, 15m or 1h, and at most 24h");
    }

    private static SigningKey key(String secret) {
        try {
            return SigningScheme.V1.parse(secret);
        } catch (InvalidSigningKeyException e) {
            throw ListenException.misuse("--secret " + e.getMessage());
        }
    }
}
