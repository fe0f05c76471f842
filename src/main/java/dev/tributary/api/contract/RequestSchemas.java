package dev.tributary.api.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Format;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.regex.RegularExpression;
import dev.tributary.api.document.DocumentFiles;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerMapping;

/** The schemas of bodies in the OpenAPI document, by method and path of the operation, compiled at start-up. */
@Component
final class RequestSchemas {

    private static final String COMPONENTS = "components";
    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .formatAssertionsEnabled(true)
            .regularExpressionFactory(RequestSchemas::expression)
            .build();
    private static final List<TextFormat> FORMATS = List.of(
            new TextFormat("date-time", "must be a timestamp such as 2026-03-02T09:15:07Z", Timestamps::parse),
            new TextFormat("duration", "must be an ISO 8601 duration such as PT24H", Duration::parse));

    private final Map<String, RequestSchema> schemas = new HashMap<>();

    RequestSchemas() {
        ObjectNode document = DocumentFiles.openApi();
        JsonSchemaFactory factory = factory();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    JsonNode body = operation.getValue().path("requestBody");
                    if (body.at("/content/application~1json/schema") instanceof ObjectNode schema) {
                        ObjectNode written = schema.deepCopy();
                        written.set(COMPONENTS, document.path(COMPONENTS));
                        schemas.put(
                                key(operation.getKey(), path.getKey()),
                                compiled(body.path("required").asBoolean(), written, factory));
                    }
                }));
    }

    /** The schema of the operation that a request is for. */
    RequestSchema of(HttpServletRequest request) {
        Object path = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return Objects.requireNonNull(schemas.get(key(request.getMethod(), String.valueOf(path))));
    }

    /** What a text of a format must be. */
    static String example(String format) {
        return FORMATS.stream()
                .filter(one -> one.name().equals(format))
                .findFirst()
                .orElseThrow()
                .message();
    }

    private static RequestSchema compiled(boolean required, ObjectNode written, JsonSchemaFactory factory) {
        JsonSchema schema = factory.getSchema(written, CONFIG);
        schema.initializeValidators();
        return new RequestSchema(required, written, schema);
    }

    private static JsonSchemaFactory factory() {
        JsonMetaSchema dialect = JsonMetaSchema.builder(
                        JsonMetaSchema.getV202012().getIri(), JsonMetaSchema.getV202012())
                .keyword(new NonValidationKeyword(COMPONENTS))
                .keyword(new NonValidationKeyword(RequestSchema.MESSAGE))
                .formats(FORMATS)
                .build();
        return JsonSchemaFactory.getInstance(VersionFlag.V202012, builder -> builder.metaSchema(dialect));
    }

    /** JSON Schema means {@code $} as ECMA-262 does: only the end of the text. In Java it also matches before a last line feed. */
    private static RegularExpression expression(String written) {
        Pattern pattern = Pattern.compile(written.replaceFirst("\\$$", "\\\\z"));
        return text -> pattern.matcher(text).find();
    }

    private static String key(String method, String path) {
        return method.toUpperCase(Locale.ROOT) + ' ' + path;
    }

    /** Texts that the gateway can read, so that schema and code never differ on what a timestamp is. */
    private record TextFormat(String name, String message, Consumer<String> reader) implements Format {

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean matches(ExecutionContext context, String text) {
            try {
                reader.accept(text);
                return true;
            } catch (DateTimeException e) {
                return false;
            }
        }
    }
}
