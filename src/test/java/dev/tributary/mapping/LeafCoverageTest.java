package dev.tributary.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.mapping.profile.Profile;
import dev.tributary.mapping.profile.Profiles;
import dev.tributary.mapping.profile.Rule;
import dev.tributary.provider.Payload;
import dev.tributary.provider.ProviderCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nothing a provider says is lost unseen: each leaf of each recorded call that a rule takes is mapped, kept as an
 * extension, or listed under {@code ignore} or {@code redact}. What no rule takes stays in the raw bytes as a whole.
 */
class LeafCoverageTest {

    private static final Profiles PROFILES = Mapping.profiles();

    static Stream<ProviderCase> accepted() {
        return ProviderCase.all().stream().filter(call -> call.kind().equals("accepted"));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void accountsForEveryLeaf(ProviderCase call) {
        ObjectNode root = normalized(call, Payload.parse(call.body()).root());
        Profile profile = PROFILES.of(call.provider(), root).orElseThrow();
        List<JsonNode> payloads = payloads(root, profile);
        assertThat(payloads).hasSameSizeAs(call.events());
        for (int i = 0; i < payloads.size(); i++) {
            String name = call.events().get(i).required("providertype").textValue();
            assertThat(unaccounted(payloads.get(i), profile, name)).as(name).isEmpty();
        }
    }

    /** What becomes an event each. What stands beside the list of a split call must be accounted for as well. */
    private static List<JsonNode> payloads(ObjectNode root, Profile profile) {
        List<String> split = profile.split();
        if (split == null) {
            return List.of(root);
        }
        String list = String.join(".", split);
        assertThat(leaves(root, "$"))
                .filteredOn(leaf -> !leaf.startsWith("$." + list + "["))
                .allMatch(leaf -> covered(leaf, profile.accountedFor(null)));
        List<JsonNode> elements = new ArrayList<>();
        root.at("/" + String.join("/", split)).forEach(elements::add);
        return elements;
    }

    private static ObjectNode normalized(ProviderCase call, ObjectNode root) {
        return call.provider().equals("tink") ? new TinkNormalizer().normalize(root) : root;
    }

    /** @param name as the recorded event has it, so that the mapping under test does not tell it */
    private static List<String> unaccounted(JsonNode payload, Profile profile, String name) {
        Optional<Rule> taken = profile.rule(name, payload);
        if (taken.isEmpty()) {
            return List.of();
        }
        Set<String> accounted = profile.accountedFor(taken.get());
        return leaves(payload, "$").stream()
                .filter(leaf -> !covered(leaf, accounted))
                .toList();
    }

    private static boolean covered(String leaf, Set<String> accounted) {
        return accounted.stream()
                .anyMatch(path -> leaf.equals(path) || leaf.startsWith(path + ".") || leaf.startsWith(path + "["));
    }

    private static List<String> leaves(JsonNode node, String path) {
        List<String> leaves = new ArrayList<>();
        if (node.isObject()) {
            node.properties().forEach(member -> leaves.addAll(leaves(member.getValue(), path + "." + member.getKey())));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                leaves.addAll(leaves(node.get(i), path + "[" + i + "]"));
            }
        } else {
            leaves.add(path);
        }
        return leaves;
    }
}
