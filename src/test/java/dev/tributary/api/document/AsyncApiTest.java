package dev.tributary.api.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.tributary.TestGateway;
import dev.tributary.event.EventCatalog;
import dev.tributary.mapping.EventMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.provider.EventFormatProvider;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The AsyncAPI document describes every event type, with an example that a subscriber could get. */
class AsyncApiTest {

    private static final TestGateway GATEWAY = TestGateway.shared();

    @Test
    void isValidByTheSchemaOfAsyncApi() throws Exception {
        try (InputStream in =
                Objects.requireNonNull(getClass().getResourceAsStream("/asyncapi-schema/schema-3.0.json"))) {
            var schema = JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(in);
            JsonNode document = read("/asyncapi.json");
            assertThat(schema.validate(document)).isEmpty();
            var wrong = (ObjectNode) document.deepCopy();
            ((ObjectNode) wrong.path("operations").iterator().next()).put("action", "fly");
            assertThat(schema.validate(wrong)).isNotEmpty();
        }
    }

    @Test
    void hasOneMessageForEachEventTypeWhichOneOperationSends() throws Exception {
        Set<String> types = new TreeSet<>(EventCatalog.TYPES);
        types.addAll(GATEWAY.context().getBean(EventMapper.class).types());
        JsonNode document = read("/asyncapi.json");

        Set<String> messages = new TreeSet<>();
        document.at("/components/messages").fieldNames().forEachRemaining(messages::add);
        Set<String> sent = new TreeSet<>();
        document.path("operations").forEach(operation -> operation
                .path("messages")
                .forEach(message ->
                        sent.add(document.at(message.path("$ref").textValue().substring(1))
                                .path("$ref")
                                .textValue())));

        assertThat(messages).isEqualTo(types);
        assertThat(sent).hasSize(types.size()).allSatisfy(reference -> assertThat(
                        document.at(reference.substring(1)).path("summary").asText())
                .isNotEmpty());
    }

    @Test
    void hasAnExampleOfEachTypeInTheCatalogueWhoseDataFitsThePublishedSchema() throws Exception {
        JsonNode messages = read("/asyncapi.json").at("/components/messages");
        for (String type : EventCatalog.TYPES) {
            JsonNode example = messages.path(type).at("/examples/0/payload");
            JsonNode schema = read("/"
                    + messages.path(type).at("/payload/properties/data/$ref").textValue());
            assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                            .getSchema(schema)
                            .validate(example.path("data")))
                    .as(type)
                    .isEmpty();
            assertThat(OpenApiSchemas.closed(read("/openapi.json")).faults("/components/schemas/CloudEvent", example))
                    .as(type)
                    .isEmpty();
            CloudEvent event = Objects.requireNonNull(
                            EventFormatProvider.getInstance().resolveFormat("application/cloudevents+json"))
                    .deserialize(example.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(event.getType()).isEqualTo(type);
            assertThat(String.valueOf(event.getDataSchema()))
                    .isEqualTo(schema.path("$id").textValue());
        }
    }

    private static JsonNode read(String path) throws Exception {
        return GATEWAY.sendAs("", "GET", path, "").json();
    }
}
