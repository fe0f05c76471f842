package dev.tributary.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.event.Event;
import dev.tributary.provider.ProviderCase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The mapping half of the recorded cases; the proof is taken from what they expect. */
class RecordedCasesTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final Mapping mapping = new Mapping();

    static Stream<ProviderCase> mapped() {
        return ProviderCase.all().stream().filter(call -> call.status() == 200);
    }

    @ParameterizedTest
    @MethodSource("mapped")
    void mapsEachCallToItsEvents(ProviderCase call) {
        List<Event> events = mapping.all(call.provider(), call.body(), call.now());

        assertThat(events.stream().map(RecordedCasesTest::json))
                .isEqualTo(call.events().stream()
                        .map(RecordedCasesTest::withoutProof)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("mapped")
    void givesARepeatedCallTheSameKeys(ProviderCase call) {
        ProviderCase first = call.earlier() == null ? call : call.earlier();

        assertThat(keys(first)).isEqualTo(keys(call));
    }

    private List<String> keys(ProviderCase call) {
        return mapping.all(call.provider(), call.body(), call.now()).stream()
                .map(Event::dedupKey)
                .toList();
    }

    private static JsonNode withoutProof(JsonNode expected) {
        ObjectNode event = expected.deepCopy();
        event.remove("proof");
        return event;
    }

    private static JsonNode json(Event event) {
        ObjectNode json = JSON.createObjectNode();
        json.put("type", event.type());
        putOptional(json, "subject", event.subject());
        json.put("time", event.time());
        json.put("timebasis", event.timeReceived() ? "received" : "provider");
        json.put("dataschema", event.dataSchema());
        putOptional(json, "partitionkey", event.partitionKey());
        putOptional(json, "correlationid", event.correlationId());
        json.put("provider", event.provider());
        json.put("providertype", event.providerType());
        json.put("mappingversion", event.mappingVersion());
        try {
            json.set("data", JSON.readTree(JSON.writeValueAsBytes(event.data())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return json;
    }

    private static void putOptional(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
