package dev.tributary.verification;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import dev.tributary.provider.Payload;
import dev.tributary.provider.PayloadPath;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.provider.SchemeDescriptor;
import dev.tributary.source.SourceSecret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes the secrets that a provider sends inside the body out of what is kept. All other bytes stay as they were
 * received: the value's bytes are replaced where they stand, nothing is written anew. The cost is linear in the body's
 * length, also for a hostile one.
 */
public final class SecretRedaction {

    static final byte[] MARKER = "\"[redacted]\"".getBytes(UTF_8);
    private static final JsonFactory JSON = new JsonFactory();
    /** Bytes of a character that is written as an escape of JSON. */
    private static final int MAX_ESCAPED = 6;

    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9A-Fa-f]{4})");

    /** @param redactions the paths whose values were replaced */
    @SuppressWarnings("ArrayRecordComponent") // one holder, never compared
    public record Redacted(byte[] body, List<String> redactions) {}

    /**
     * A place of a secret, as seen from the value that is read.
     *
     * @param rest what leads from that value to the secret
     */
    private record Target(PayloadPath path, JsonPointer rest) {}

    private final Map<String, List<Target>> targets = new HashMap<>();
    private final RejectedBody rejected;

    SecretRedaction(ProviderCatalog providers) {
        for (ProviderDescriptor provider : providers.all()) {
            List<Target> found = provider.schemes().values().stream()
                    .map(SchemeDescriptor::bodyPaths)
                    .filter(Objects::nonNull)
                    .flatMap(List::stream)
                    .distinct()
                    .map(PayloadPath::of)
                    .map(path -> new Target(path, path.pointer()))
                    .toList();
            targets.put(provider.provider(), found);
        }
        this.rejected = new RejectedBody(targets.values().stream()
                .flatMap(List::stream)
                .map(target -> target.path().lastName())
                .toList());
    }

    /** What may be kept of a call's body; of one that is not JSON, nothing where the name of a secret may stand in it. */
    public Redacted redact(WebhookCall call) {
        List<Target> secrets = targets.getOrDefault(call.provider(), List.of());
        if (secrets.isEmpty() || isKnownToHaveNone(call.knownPayload(), secrets)) {
            return new Redacted(call.body(), List.of());
        }
        try (JsonParser parser = JSON.createParser(call.body())) {
            return new Replacement(parser, call.body()).of(secrets);
        } catch (IOException e) {
            return mayHold(call.body(), secrets) ? RejectedBody.NOTHING : new Redacted(call.body(), List.of());
        }
    }

    /** Looks for the names byte by byte, in any case, also where they are written with escapes or by two bytes a letter. */
    private static boolean mayHold(byte[] body, List<Target> secrets) {
        String text = withoutEscapes(new String(body, ISO_8859_1)).toLowerCase(Locale.ROOT);
        return text.indexOf('\0') >= 0
                || secrets.stream()
                        .map(secret -> secret.path().lastName().toLowerCase(Locale.ROOT))
                        .anyMatch(text::contains);
    }

    /**
     * What may be kept of a call that is not verified: at most its first bytes, of any provider, without the values of
     * members that are named like a secret; nothing where one may stand otherwise. No more of the body is read.
     *
     * @param secrets of the source, which may stand in any place
     */
    public Redacted redactStart(WebhookCall call, int max, List<SourceSecret> secrets) {
        byte[] body = call.body();
        Redacted kept = rejected.redact(body.length <= max ? body : Arrays.copyOf(body, max));
        int longest = secrets.stream()
                .mapToInt(secret -> secret.value().length() * MAX_ESCAPED)
                .max()
                .orElse(0);
        var all = new ByteArrayOutputStream();
        all.writeBytes(kept.body());
        all.writeBytes(cut(body, max, longest)); // decoded together, because a character may be cut
        String text = all.toString(UTF_8);
        String plain = withoutEscapes(text).replaceAll("\\\\(.)", "$1");
        return secrets.stream()
                        .map(SourceSecret::value)
                        .anyMatch(secret -> text.contains(secret) || plain.contains(secret))
                ? RejectedBody.NOTHING
                : kept;
    }

    /** What follows the bytes that are kept: the rest of a secret may be there. */
    private static byte[] cut(byte[] body, int max, int longest) {
        return body.length <= max ? new byte[0] : Arrays.copyOfRange(body, max, Math.min(body.length, max + longest));
    }

    /** With the characters that escapes of JSON stand for. */
    private static String withoutEscapes(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(escape ->
                        Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
    }

    /** By the tree that was read for the verification or the mapping, where it shows all that the bytes hold. */
    private static boolean isKnownToHaveNone(@Nullable Payload payload, List<Target> secrets) {
        if (payload == null || payload.duplicateKeys()) {
            return false;
        }
        for (Target secret : secrets) {
            if (secret.path().read(payload.root()) != null) {
                return false;
            }
        }
        return true;
    }

    /** One pass over a body. What cannot lead to a secret is skipped. */
    private static final class Replacement {

        private final JsonParser parser;
        private final byte[] body;
        private final ByteArrayOutputStream kept;
        private final Set<String> found = new LinkedHashSet<>();
        private int copied;

        Replacement(JsonParser parser, byte[] body) {
            this.parser = parser;
            this.body = body;
            this.kept = new ByteArrayOutputStream(body.length);
        }

        Redacted of(List<Target> secrets) throws IOException {
            while (parser.nextToken() != null) {
                value(secrets);
            }
            if (found.isEmpty()) {
                return new Redacted(body, List.of());
            }
            kept.write(body, copied, body.length - copied);
            return new Redacted(kept.toByteArray(), List.copyOf(found));
        }

        private void value(List<Target> secrets) throws IOException {
            if (secrets.isEmpty()) {
                parser.skipChildren();
            } else if (parser.currentToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    value(below(secrets, name, -1));
                }
            } else if (parser.currentToken() == JsonToken.START_ARRAY) {
                for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
                    value(below(secrets, "", index));
                }
            } else {
                scalar(secrets);
            }
        }

        /** @param index of an element; negative for a member, which has a name */
        private static List<Target> below(List<Target> secrets, String name, int index) {
            List<Target> below = new ArrayList<>(0);
            for (Target secret : secrets) {
                JsonPointer rest = index < 0
                        ? secret.rest().matchProperty(name)
                        : secret.rest().matchElement(index);
                if (rest != null) {
                    below.add(new Target(secret.path(), rest));
                }
            }
            return below;
        }

        private void scalar(List<Target> secrets) throws IOException {
            for (Target secret : secrets) {
                if (secret.rest().matches()) {
                    replace(secret.path().toString());
                    return;
                }
            }
        }

        private void replace(String path) throws IOException {
            int start = (int) parser.currentTokenLocation().getByteOffset();
            parser.finishToken();
            int end = (int) parser.currentLocation().getByteOffset();
            if (start < copied || end <= start) {
                throw new IOException("only a parser of UTF-8 tells where a value stands");
            }
            kept.write(body, copied, start - copied);
            kept.write(MARKER);
            copied = end;
            found.add(path);
        }
    }
}
