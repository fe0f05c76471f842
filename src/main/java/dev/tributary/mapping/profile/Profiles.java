package dev.tributary.mapping.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.event.PersonalMembers;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.provider.SchemeDescriptor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The mapping files of all providers, read, checked and compiled once at start-up. */
public final class Profiles {

    /** A profile and the root keys that its payloads have: of each alternatives, one of them. */
    private record Shape(List<List<String>> root, Profile profile) {

        private static final Pattern EITHER = Pattern.compile("\\|");

        static List<List<String>> alternatives(List<String> root) {
            return root.stream().map(key -> EITHER.splitAsStream(key).toList()).toList();
        }

        boolean fits(ObjectNode payload) {
            for (List<String> either : root) {
                boolean has = false;
                for (String key : either) {
                    has |= payload.has(key);
                }
                if (!has) {
                    return false;
                }
            }
            return true;
        }
    }

    private final Map<String, List<Shape>> compiled = new HashMap<>();

    /** @throws dev.tributary.platform.UnusableConfigurationException if a file is missing or wrong; names file and field */
    public Profiles(ProviderCatalog catalog) {
        var schemas = new DataSchemas();
        for (ProviderDescriptor descriptor : catalog.all()) {
            List<Shape> shapes = new ArrayList<>();
            descriptor.profiles().forEach((name, profile) -> {
                MappingFile file = MappingFile.read(catalog.folder(descriptor.provider()), descriptor.provider(), name);
                shapes.add(new Shape(
                        Shape.alternatives(profile.root()),
                        ProfileCompiler.compile(file, schemas, redacted(descriptor))));
            });
            compiled.put(descriptor.provider(), shapes);
        }
    }

    /** The first profile whose root keys the payload has; empty if no file is for such a payload. */
    public Optional<Profile> of(String provider, ObjectNode payload) {
        for (Shape shape : compiled.getOrDefault(provider, List.of())) {
            if (shape.fits(payload)) {
                return Optional.of(shape.profile());
            }
        }
        return Optional.empty();
    }

    /** Every event type that a rule of these files can give. */
    public Set<String> types() {
        return compiled.values().stream()
                .flatMap(List::stream)
                .flatMap(shape -> shape.profile().rules().stream())
                .flatMap(rule -> rule.type().outcomes().stream())
                .map(String::valueOf)
                .collect(Collectors.toSet());
    }

    /** What the files mark as personal. */
    public PersonalMembers personal() {
        Map<String, Set<String>> targets = new HashMap<>();
        compiled.forEach((provider, shapes) -> shapes.forEach(shape -> targets.put(
                provider + '/' + shape.profile().name(), shape.profile().personal())));
        return new PersonalMembers(targets);
    }

    private static Set<String> redacted(ProviderDescriptor descriptor) {
        Set<String> paths = new HashSet<>();
        descriptor.schemes().values().stream()
                .map(SchemeDescriptor::bodyPaths)
                .filter(found -> found != null)
                .forEach((Collection<String> found) -> paths.addAll(found));
        return paths;
    }
}
