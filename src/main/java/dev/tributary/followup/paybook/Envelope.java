package dev.tributary.followup.paybook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.followup.api.UnfetchableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code {rid, code, errors, status, message, response}}, in which Paybook wraps every JSON answer. Numbers are kept as
 * decimals, digit for digit.
 *
 * @param code equals the HTTP status of the answer, 0 where there is none
 * @param rows what {@code response} holds: the elements of an array, whatever they are, one object, or nothing (null and
 *     booleans)
 * @see <a href="https://github.com/Paybook/sync-code-samples">Paybook, sync-code-samples</a>
 */
public record Envelope(int code, boolean status, List<JsonNode> rows) {

    static final String ROWS = "response";
    static final int MAX_TOKENS = 5_000_000;

    private static final int MAX_CONTENT = 16 << 20;
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(64)
            .maxStringLength(MAX_CONTENT)
            .maxNameLength(1_000)
            .maxNumberLength(1_000)
            .maxTokenCount(MAX_TOKENS)
            .build();
    private static final JsonMapper JSON = JsonMapper.builder(
                    JsonFactory.builder().streamReadConstraints(LIMITS).build())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** @throws UnfetchableException if the bytes are not such an envelope; the next answer may be one */
    public static Envelope parse(byte[] body) {
        JsonNode root = read(body);
        JsonNode response = root.path(ROWS);
        if (!root.isObject() || response.isMissingNode()) {
            throw UnfetchableException.transientFailure(UnfetchableException.MALFORMED, "no envelope with a response");
        }
        return new Envelope(root.path("code").asInt(0), root.path("status").asBoolean(true), rows(response));
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException | NumberFormatException e) { // the latter: exponents beyond an int
            return readRowByRow(body);
        }
    }

    private static JsonNode readRowByRow(byte[] body) {
        try {
            return RowByRow.read(body, JSON);
        } catch (JsonProcessingException e) {
            // its message may quote what was read
            throw UnfetchableException.transientFailure(
                    UnfetchableException.MALFORMED, "no JSON, " + e.getClass().getSimpleName());
        } catch (IOException | NumberFormatException e) {
            throw UnfetchableException.transientFailure(UnfetchableException.MALFORMED, "unreadable");
        }
    }

    private static List<JsonNode> rows(JsonNode response) {
        if (response.isObject()) {
            return List.of(response);
        }
        List<JsonNode> rows = new ArrayList<>();
        if (response.isArray()) {
            response.forEach(rows::add);
        } else if (!response.isNull() && !response.isBoolean()) {
            throw UnfetchableException.permanentFailure(UnfetchableException.MALFORMED, "the response holds no rows");
        }
        return rows;
    }
}
