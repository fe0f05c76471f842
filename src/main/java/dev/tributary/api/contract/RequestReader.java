package dev.tributary.api.contract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Fills in the arguments of type {@link RequestFields} of controllers. The JSON object that a client sent has at most 1 MiB, 64
 * levels and 20,000 tokens, each name once in its object, and numbers of at most 40 characters that a double can hold; it is there
 * within 10 seconds.
 */
@Component
public final class RequestReader implements HandlerMethodArgumentResolver, WebMvcConfigurer {

    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxNumberLength(40)
                            .maxTokenCount(20_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .nodeFactory(new FiniteNumbers())
            .build();

    private static final int MAX_BYTES = 1 << 20;
    /** The server's own timeout begins anew with each byte. */
    private static final long TIMEOUT = TimeUnit.SECONDS.toNanos(10);

    private final RequestSchemas schemas;

    RequestReader(RequestSchemas schemas) {
        this.schemas = schemas;
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == RequestFields.class;
    }

    @Override
    public RequestFields resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest web,
            @Nullable WebDataBinderFactory binders) {
        HttpServletRequest request = Objects.requireNonNull(web.getNativeRequest(HttpServletRequest.class));
        RequestSchema schema = schemas.of(request);
        ObjectNode object = schema.required() || hasBody(request) ? read(request) : JSON.createObjectNode();
        var sent = new RequestFields(object, schema.faults(object));
        if (sent.hasTooManyFaults()) { // the list of faults is cut: an invalid member could be read as valid
            sent.finish();
        }
        return sent;
    }

    /** Whether the request is a dry run. {@code dry_run} is the only parameter that it may have. */
    public static boolean isDryRun(HttpServletRequest request) {
        Set<String> names = request.getParameterMap().keySet();
        String[] values = request.getParameterMap().getOrDefault("dry_run", new String[] {"false"});
        if (!Set.of("dry_run").containsAll(names) || values.length != 1 || !values[0].matches("true|false")) {
            throw ProblemException.invalid("dry_run", "must be true or false, once, and is the only parameter");
        }
        return values[0].equals("true");
    }

    /** @throws ProblemException 400 if the body is not a JSON object, 413 if it is too large */
    private static ObjectNode read(HttpServletRequest request) {
        byte[] body = bytes(request);
        if (body.length > MAX_BYTES) {
            throw new ProblemException(
                    Problem.of(HttpStatus.PAYLOAD_TOO_LARGE, "A body has at most " + MAX_BYTES + " bytes."));
        }
        try {
            if (JSON.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException | ArithmeticException e) {
            // answered below; the parser's message is left out, because it repeats the body, which may hold a secret
        }
        throw new ProblemException(Problem.of(HttpStatus.BAD_REQUEST, "The body must be one JSON object."));
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0
                || (request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") != null);
    }

    /** A body that stalls, breaks off or is not valid chunked coding is answered 400; the server reports it by different exceptions. */
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

    /** Refuses numbers beyond the range of a double: the schema library compares them wrongly, or uses up the memory. */
    private static final class FiniteNumbers extends JsonNodeFactory {

        @Override
        public NumericNode numberNode(double number) {
            if (Double.isInfinite(number)) {
                throw new ArithmeticException("the number is too large");
            }
            return super.numberNode(number);
        }
    }
}
