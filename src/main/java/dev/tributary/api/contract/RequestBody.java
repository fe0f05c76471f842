package dev.tributary.api.contract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.HttpStatus;

/** The JSON object that a client sent: at most 1 MiB and 64 levels deep, each name once in its object. */
public final class RequestBody {

    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(64).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final int MAX_BYTES = 1 << 20;

    private RequestBody() {}

    /** @throws ProblemException 400 if the body is no JSON object, 413 if it is too large */
    public static RequestFields read(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            throw new ProblemException(Problem.of(HttpStatus.PAYLOAD_TOO_LARGE));
        }
        try {
            if (JSON.readTree(body) instanceof ObjectNode object) {
                return new RequestFields(object);
            }
        } catch (IOException e) {
            // answered below, without the parser's words: they repeat the body, and so a secret
        }
        throw new ProblemException(Problem.of(HttpStatus.BAD_REQUEST, "The body must be one JSON object."));
    }
}
