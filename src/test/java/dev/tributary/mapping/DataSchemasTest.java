package dev.tributary.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.tributary.event.Event;
import dev.tributary.event.EventType;
import dev.tributary.provider.ProviderCase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Published schemas are open; what the gateway itself sends must not need that. */
class DataSchemasTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final Mapping mapping = new Mapping();

    static Stream<ProviderCase> mapped() {
        return ProviderCase.all().stream().filter(call -> call.status() == 200);
    }

    @ParameterizedTest
    @MethodSource("mapped")
    void holdsAllThatARecordedCallBecomes(ProviderCase call) {
        for (Event event : mapping.all(call.provider(), call.body(), call.now())) {
            JsonNode data = JSON.valueToTree(event.data());
            assertThat(strict(EventType.family(event.type())).validate(data)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"connection", "consent", "payment", "account", "transactions", "gateway"})
    void isAValidSchemaThatLetsUnknownFieldsPass(String family) throws IOException {
        JsonNode schema = published(family);
        JsonSchema meta = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(meta.validate(schema)).isEmpty();
        assertThat(schema.path("$id").textValue()).isEqualTo("/schemas/" + family + "/1.0.json");
        assertThat(schema.findValuesAsText("additionalProperties")).doesNotContain("false");
    }

    @Test
    void refusesAFieldThatNoSchemaNamesWhenStrict() {
        JsonNode data =
                JSON.createObjectNode().set("user", JSON.createObjectNode().put("nickname", "x"));

        assertThat(strict("connection").validate(data)).hasSize(1);
    }

    private static JsonNode published(String family) {
        try {
            return JSON.readTree(Path.of("src/main/resources/schemas/" + family + "/1.0.json")
                    .toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonSchema strict(String family) {
        JsonNode schema = published(family);
        close(schema);
        ((ObjectNode) schema).remove("$id");
        return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
    }

    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.path("properties").isObject()) {
            object.put("additionalProperties", false);
        }
        schema.forEach(DataSchemasTest::close);
    }
}
