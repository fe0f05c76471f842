package dev.tributary.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tributary.event.Event;
import dev.tributary.event.EventType;
import dev.tributary.mapping.profile.Profile;
import dev.tributary.mapping.profile.Profiles;
import dev.tributary.provider.Payload;
import dev.tributary.provider.ProviderCase;
import dev.tributary.provider.TestProviders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A mapping loses no leaf of a recorded call by mistake. Each leaf is replaced by other values; where the event stays the same
 * and does not have the leaf's text in another place, the leaf must be listed under {@code ignore} or {@code redact}. What no
 * rule takes stays in the raw bytes as a whole.
 */
class LeafCoverageTest {

    private static final Profiles PROFILES = Mapping.profiles();

    private static final List<JsonNode> OTHERS = List.of(
            TextNode.valueOf("another text"),
            TextNode.valueOf("2001-02-03T04:05:06Z"),
            TextNode.valueOf("12345"),
            TextNode.valueOf("/v1/accounts?id_credential=another"),
            IntNode.valueOf(7654321),
            BooleanNode.TRUE,
            BooleanNode.FALSE);

    @TempDir
    private Path mappings;

    static Stream<ProviderCase> accepted() {
        return ProviderCase.all().stream().filter(call -> call.kind().equals("accepted"));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void losesNoLeafOfARecordedCall(ProviderCase call) {
        assertThat(lost(PROFILES, call.provider(), call.body())).isEmpty();
    }

    @Test
    void findsEveryLeafThatAMappingLoses() throws IOException {
        byte[] body = """
                {"event":"opened","account":"a1","kept":{"deep":[{"note":"n"}]},"owner":{"name":"Zoe"},
                 "balance":12.5,"closed":false,"tags":["x","y"],"extra":{"a":1,"b":null}}
                """.getBytes(UTF_8);

        // an object is not text, though a rule names its path
        String owner = "      account.kind: { path: \"$.owner\", optional: true }\n";
        assertThat(lost(delta(owner, ""), "delta", body))
                .containsExactly("$.owner.name", "$.balance", "$.closed", "$.tags[0]", "$.tags[1]", "$.extra.a");
        assertThat(lost(delta("", "\"$.owner\", \"$.balance\", \"$.closed\", \"$.tags\", \"$.extra\""), "delta", body))
                .isEmpty();
    }

    /** @param ignored paths, each in quotes */
    private Profiles delta(String data, String ignored) throws IOException {
        Path delta = Files.createDirectories(mappings.resolve("delta"));
        Files.writeString(delta.resolve("provider.yaml"), """
                provider: delta
                schemes:
                  delta-v1: { type: shared-secret, header: X-Delta }
                profiles:
                  delta-events: { root: [event] }
                """);
        Files.writeString(delta.resolve("delta-events.yaml"), """
                apiVersion: mapping/v1
                kind: EventMapping
                metadata: { provider: delta, profile: delta-events, version: 1.0.0 }
                discriminator: { path: "$.event", required: true }
                dedup: ["$.event", "$.account"]
                common:
                  time: { received: true }
                  subject: "accounts/{account.id}"
                rules:
                  - when: { equals: opened }
                    type: bank.account.opened.v1
                    data:
                      account.id: { path: "$.account", required: true }
                """ + data + """
                    extensions: [{ path: "$.kept", name: kept }]
                ignore: [%s]
                """.formatted(ignored));
        return new Profiles(TestProviders.catalog(mappings));
    }

    private static List<String> lost(Profiles profiles, String provider, byte[] body) {
        ObjectNode root = Mapping.normalized(provider, Payload.parse(body).root());
        Profile profile = profiles.of(provider, root).orElseThrow();
        var mapping = new Mapping(profiles);
        List<Map<String, Object>> before = seen(mapping, provider, root);
        List<String> lost = new ArrayList<>();
        leaves(root, "$", (leaf, replace) -> {
            JsonNode original = replace.with(BooleanNode.TRUE);
            boolean isSeen = original.isTextual() && texts(before).contains(original.textValue());
            for (int i = 0; i < OTHERS.size() && !isSeen; i++) {
                replace.with(OTHERS.get(i));
                isSeen = !seen(mapping, provider, root).equals(before);
            }
            replace.with(original);
            if (!isSeen && !isListed(leaf, profile) && !isOfUnmapped(leaf, profile, before)) {
                lost.add(leaf);
            }
        });
        return lost;
    }

    /** What a subscriber sees of the events of a call, but for ids and times of their making. */
    private static List<Map<String, Object>> seen(Mapping mapping, String provider, ObjectNode root) {
        return mapping.all(provider, root.toString().getBytes(UTF_8)).stream()
                .map(LeafCoverageTest::seen)
                .toList();
    }

    private static Map<String, Object> seen(Event event) {
        return Map.of(
                "type", event.type(),
                "subject", Objects.toString(event.subject()),
                "time", event.time(),
                "partitionkey", Objects.toString(event.partitionKey()),
                "correlationid", Objects.toString(event.correlationId()),
                "providertype", event.providerType(),
                "data", event.data());
    }

    private static Set<String> texts(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return texts(new ArrayList<>(map.values()));
        }
        return value instanceof List<?> list
                ? list.stream().flatMap(one -> texts(one).stream()).collect(Collectors.toSet())
                : Set.of(String.valueOf(value));
    }

    /** Also another spelling of the discriminator: of two that differ the first is used, with a warning in the log. */
    private static boolean isListed(String leaf, Profile profile) {
        String path = element(leaf, profile) < 0 ? leaf : "$" + leaf.substring(leaf.indexOf(']') + 1);
        return Stream.concat(profile.rawOnly().stream(), profile.discriminator().paths().stream())
                .anyMatch(raw -> path.equals(raw) || path.startsWith(raw + ".") || path.startsWith(raw + "["));
    }

    /** Whether the leaf belongs to what no rule takes: the call, or one element of a split one. */
    private static boolean isOfUnmapped(String leaf, Profile profile, List<Map<String, Object>> events) {
        int element = element(leaf, profile);
        boolean isWhole = profile.split() == null;
        return (isWhole || element >= 0)
                && EventType.UNMAPPED.equals(events.get(isWhole ? 0 : element).get("type"));
    }

    /** The index of the leaf's element in the list of a split call; -1 for what stands beside the list. */
    private static int element(String leaf, Profile profile) {
        List<String> split = profile.split();
        String list = split == null ? "" : "$." + String.join(".", split) + "[";
        boolean isInside = !list.isEmpty() && leaf.startsWith(list);
        return isInside ? Integer.parseInt(leaf.substring(list.length(), leaf.indexOf(']'))) : -1;
    }

    private interface Replace {
        /** Puts a value in the place of a leaf; returns the one that was there. */
        JsonNode with(JsonNode value);
    }

    /** Calls for each leaf that says something: null says nothing. */
    private static void leaves(JsonNode node, String path, BiConsumer<String, Replace> take) {
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(namesOf(object))) {
                leaf(object.get(name), path + "." + name, value -> object.replace(name, value), take);
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                leaf(array.get(i), path + "[" + i + "]", value -> array.set(index, value), take);
            }
        }
    }

    private static List<String> namesOf(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void leaf(@Nullable JsonNode node, String path, Replace replace, BiConsumer<String, Replace> take) {
        if (node == null || node.isNull()) {
            return;
        }
        if (node.isContainerNode()) {
            leaves(node, path, take);
        } else {
            take.accept(path, replace);
        }
    }
}
