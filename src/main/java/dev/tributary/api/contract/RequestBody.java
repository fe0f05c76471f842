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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;

/**
 * The JSON object that a client sent: at most 1 MiB and 64 levels deep, each name once in its object, numbers of at most 40
 * characters, there within 10 seconds.
 */
public final class RequestBody {

    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxNumberLength(40)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final int MAX_BYTES = 1 << 20;
    /** The server's own timeout begins anew with each byte. */
    private static final long TIMEOUT = TimeUnit.SECONDS.toNanos(10);

    private RequestBody() {}

    /** Whether what the body asks for is only counted; {@code dry_run} is the only parameter beside it. */
    public static boolean isDryRun(HttpServletRequest request) {
        Set<String> names = request.getParameterMap().keySet();
        String[] values = request.getParameterMap().getOrDefault("dry_run", new String[] {"false"});
        if (!Set.of("dry_run").containsAll(names) || values.length != 1 || !values[0].matches("true|false")) {
            throw ProblemException.invalid("dry_run", "must be true or false, once, and is the only parameter");
        }
        return values[0].equals("true");
    }

    /** @throws ProblemException 400 if the body is no JSON object, 413 if it is too large */
    public static RequestFields read(HttpServletRequest request) {
        byte[] body = bytes(request);
        if (body.length > MAX_BYTES) {
            throw new ProblemException(Problem.of(HttpStatus.PAYLOAD_TOO_LARGE));
        }
        try {
            if (JSON.readTree(body) instanceof ObjectNode object) {
                return new RequestFields(object);
            }
        } catch (IOException | NumberFormatException e) { // the latter: exponents beyond an int
            // answered below, without the parser's words: they repeat the body, and so a secret
        }
        throw new ProblemException(Problem.of(HttpStatus.BAD_REQUEST, "The body must be one JSON object."));
    }

    /** As {@link #read}, where a request without a body is one with an empty object. */
    public static RequestFields readOptional(HttpServletRequest request) {
        return request.getContentLengthLong() == 0
                        || (request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") == null)
                ? new RequestFields(JSON.createObjectNode())
                : read(request);
    }

    /** A body that stalls, breaks off or is no valid chunked coding is a fault of the client, however the server says so. */
    private static byte[] bytes(HttpServletRequest request) {
        long end = System.nanoTime() + TIMEOUT;
        byte[] buffer = new byte[8192];
        var body = new ByteArrayOutputStream();
        try {
            InputStream in = request.getInputStream();
            for (int count = in.read(buffer); count >= 0 && body.size() <= MAX_BYTES; count = in.read(buffer)) {
                body.write(buffer, 0, count);
                if (System.nanoTime() - end > 0) {
                    throw notWhole();
                }
            }
        } catch (IOException | IllegalStateException e) {
            throw notWhole();
        }
        return body.toByteArray();
    }

    private static ProblemException notWhole() {
        return new ProblemException(Problem.of(HttpStatus.BAD_REQUEST, "The body did not arrive whole, or in time."));
    }
}
