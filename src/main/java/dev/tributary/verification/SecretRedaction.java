package dev.tributary.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import dev.tributary.provider.InvalidPayloadException;
import dev.tributary.provider.Payload;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.provider.SchemeDescriptor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes the secrets that a provider sends inside the body out of what is kept. All other bytes stay as they were
 * received: the value's bytes are replaced where they stand, nothing is written anew.
 */
public final class SecretRedaction {

    private static final byte[] MARKER = "\"[redacted]\"".getBytes(UTF_8);
    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern SEGMENT = Pattern.compile("\\.");

    /** @param redactions the paths whose values were replaced */
    @SuppressWarnings("ArrayRecordComponent") // one holder, never compared
    public record Redacted(byte[] body, List<String> redactions) {}

    private final Map<String, Map<JsonPointer, String>> paths = new HashMap<>();

    SecretRedaction(ProviderCatalog providers) {
        for (ProviderDescriptor provider : providers.all()) {
            var pointers = new HashMap<JsonPointer, String>();
            provider.schemes().values().stream()
                    .map(SchemeDescriptor::bodyPaths)
                    .filter(Objects::nonNull)
                    .flatMap(List::stream)
                    .forEach(path -> pointers.put(pointer(path), path));
            paths.put(provider.provider(), pointers);
        }
    }

    /** What may be kept of a call's body; of one that cannot be read to its end, where a secret may stand, nothing. */
    public Redacted redact(WebhookCall call) {
        Map<JsonPointer, String> secrets = paths.getOrDefault(call.provider(), Map.of());
        if (secrets.isEmpty() || isKnownToHaveNone(call, secrets.keySet())) {
            return new Redacted(call.body(), List.of());
        }
        try {
            return replace(call.body(), secrets);
        } catch (IOException e) {
            return new Redacted(new byte[0], List.of("$"));
        }
    }

    /**
     * What may be kept of a call that is not verified: at most its first bytes, and nothing of a longer body in which a
     * secret may stand. No more of the body is read.
     */
    public Redacted redactStart(WebhookCall call, int max) {
        byte[] body = call.body();
        Map<JsonPointer, String> secrets = paths.getOrDefault(call.provider(), Map.of());
        if (secrets.isEmpty()) {
            return new Redacted(body.length <= max ? body : Arrays.copyOf(body, max), List.of());
        }
        return body.length <= max ? redact(call) : new Redacted(new byte[0], List.of("$"));
    }

    /** By the tree that the mapping reads too, where it shows all that the bytes hold. */
    private static boolean isKnownToHaveNone(WebhookCall call, Set<JsonPointer> secrets) {
        try {
            Payload payload = call.payload();
            return !payload.duplicateKeys()
                    && secrets.stream()
                            .allMatch(secret -> payload.root().at(secret).isMissingNode());
        } catch (InvalidPayloadException e) {
            return false;
        }
    }

    private static Redacted replace(byte[] body, Map<JsonPointer, String> secrets) throws IOException {
        Set<String> found = new HashSet<>();
        var kept = new ByteArrayOutputStream(body.length);
        int copied = 0;
        try (JsonParser parser = JSON.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                String path = token.isScalarValue()
                        ? secrets.get(parser.getParsingContext().pathAsPointer())
                        : null;
                if (path != null) {
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
        if (found.isEmpty()) {
            return new Redacted(body, List.of());
        }
        kept.write(body, copied, body.length - copied);
        return new Redacted(kept.toByteArray(), List.copyOf(found));
    }

    private static JsonPointer pointer(String path) {
        var segments = new ArrayList<>(SEGMENT.splitAsStream(path).toList());
        segments.set(0, "");
        return JsonPointer.compile(String.join("/", segments));
    }
}
