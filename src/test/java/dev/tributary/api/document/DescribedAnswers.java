package dev.tributary.api.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compares the answers of a gateway with its OpenAPI document: status, content type, headers and body. */
public final class DescribedAnswers {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode document;
    private final OpenApiSchemas schemas;
    private final List<Route> routes = new ArrayList<>();

    private record Route(String template, Pattern pattern) {}

    private static @Nullable DescribedAnswers instance;

    /** @param document as a gateway serves it; the same for all gateways of the tests */
    private DescribedAnswers(String document) throws IOException {
        this.document = JSON.readTree(document);
        this.schemas = OpenApiSchemas.closed(this.document);
        this.document.path("paths").fieldNames().forEachRemaining(template -> routes.add(route(template)));
        routes.sort(Comparator.comparingLong(
                route -> route.template().chars().filter(c -> c == '{').count()));
    }

    /** The answer, once it is known to be as the document of its gateway says. */
    public static HttpResponse<String> checked(HttpResponse<String> answer) {
        HttpRequest request = answer.request();
        try {
            described(request.uri()).check(request.method(), request.uri().getPath(), answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized DescribedAnswers described(URI any) throws IOException {
        if (instance == null) {
            try (InputStream in = any.resolve("/openapi.json").toURL().openStream()) {
                instance = new DescribedAnswers(new String(in.readAllBytes(), UTF_8));
            }
        }
        return instance;
    }

    private static Route route(String template) {
        return new Route(template, Pattern.compile(template.replaceAll("\\{[^}]*}", "[^/]+")));
    }

    /** Fails where the answer is not as the document describes it. A request that it does not describe is not looked at. */
    private void check(String method, String path, HttpResponse<String> answer) throws IOException {
        Route route = routes.stream()
                .filter(one -> one.pattern().matcher(path).matches())
                .findFirst()
                .orElse(null);
        String operation = route == null ? "" : at("/paths", route.template(), method.toLowerCase(Locale.ROOT));
        if (document.at(operation).path("responses").isMissingNode()) {
            return;
        }
        String said = method + " " + path + " -> " + answer.statusCode() + " " + answer.body();
        String described = resolved(at(operation + "/responses", String.valueOf(answer.statusCode())));
        assertThat(document.at(described).isMissingNode())
                .as("%.1000s is described", said)
                .isFalse();
        for (String header : List.of("ETag", "Location")) {
            assertThat(!document.at(described).path("headers").has(header)
                            || answer.headers().firstValue(header).isPresent())
                    .as("%.1000s has the header %s", said, header)
                    .isTrue();
        }
        checkBody(said, described + "/content", answer);
    }

    private void checkBody(String said, String content, HttpResponse<String> answer) throws IOException {
        if (document.at(content).isMissingNode()) {
            assertThat(answer.body()).as(said).isEmpty();
            return;
        }
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
        assertThat(document.at(content).has(type))
                .as("%.1000s has a described type, not %s", said, type)
                .isTrue();
        if (type.endsWith("json") && !type.endsWith("ndjson")) {
            JsonNode body = JSON.readTree(answer.body());
            assertThat(schemas.faults(at(content, type) + "/schema", body == null ? NullNode.instance : body))
                    .as("%.1000s", said)
                    .isEmpty();
        }
    }

    private String resolved(String pointer) {
        JsonNode reference = document.at(pointer).path("$ref");
        return reference.isTextual() ? reference.textValue().substring(1) : pointer;
    }

    static String at(String parent, String... names) {
        var pointer = new StringBuilder(parent);
        for (String name : names) {
            pointer.append('/').append(name.replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }
}
