package dev.tributary.verification;

import static dev.tributary.verification.Calls.call;
import static dev.tributary.verification.Calls.secret;
import static dev.tributary.verification.Calls.source;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.source.Source;
import java.io.IOException;
import java.util.Map;

/** Redacts a body as one of a verified call and as one of a rejected call. */
public final class RedactionFuzz {

    private static final int MAX = 4096;
    private static final String MARKER = "[redacted]";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecretRedaction REDACTION = new SecretRedaction(Calls.PROVIDERS);
    private static final Source LEGACY = source("tink", "tink-legacy", Map.of(), secret("canary-of-the-source"));

    private RedactionFuzz() {}

    /** Fails if a member named {@code secret} keeps a value, or the source's secret is kept of a rejected call. */
    public static void fuzzerTestOneInput(byte[] input) {
        WebhookCall call = call(LEGACY, input, Map.of());
        byte[] verified = REDACTION.redact(call).body();
        JsonNode tree = tree(verified);
        for (String parent : new String[] {"webHook", "webhook"}) {
            JsonNode value = tree.path(parent).path("secret");
            if (value.isValueNode() && !value.isMissingNode() && !value.asText().equals(MARKER)) {
                throw new AssertionError("a secret is kept of a verified call");
            }
        }
        byte[] rejected = REDACTION.redactStart(call, MAX, LEGACY.secrets()).body();
        if (rejected.length > 2 * MAX) {
            throw new AssertionError("too much is kept");
        }
        for (JsonNode value : tree(rejected).findValues("secret")) {
            if (!value.asText().equals(MARKER)) {
                throw new AssertionError("a secret is kept of a rejected call");
            }
        }
        if (new String(rejected, ISO_8859_1).contains("canary-of-the-source")) {
            throw new AssertionError("the source's secret is kept");
        }
    }

    private static JsonNode tree(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }
}
