package dev.tributary.source.access;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's API answered.
 *
 * @param body whole
 * @param retryAfter the header of this name
 */
@SuppressWarnings("ArrayRecordComponent") // one holder, never compared
public record ApiAnswer(int status, byte[] body, @Nullable String retryAfter) {

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .build();

    public boolean succeeded() {
        return status >= 200 && status < 300;
    }

    /** The body as JSON; a missing node where it is none. */
    public JsonNode json() {
        try {
            JsonNode tree = JSON.readTree(body);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (IOException | NumberFormatException e) { // the latter: exponents beyond an int
            return MissingNode.getInstance();
        }
    }

    /** Never the body: it may hold a secret. */
    @Override
    public String toString() {
        return "ApiAnswer[" + status + "]";
    }
}
