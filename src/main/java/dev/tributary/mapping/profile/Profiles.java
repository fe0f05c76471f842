package dev.tributary.mapping.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.provider.SchemeDescriptor;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The mapping files of all providers, read, checked and compiled once at start-up. */
public final class Profiles {

    private final ProviderCatalog catalog;
    private final Map<String, Map<String, Profile>> compiled = new HashMap<>();

    /** @throws dev.tributary.UnusableConfigurationException if a file is missing or wrong; names file and field */
    public Profiles(ProviderCatalog catalog) {
        this.catalog = catalog;
        var schemas = new DataSchemas();
        for (ProviderDescriptor descriptor : catalog.all()) {
            Map<String, Profile> profiles = new HashMap<>();
            for (String name : descriptor.profiles().keySet()) {
                MappingFile file = MappingFile.read(catalog.folder(descriptor.provider()), descriptor.provider(), name);
                profiles.put(name, ProfileCompiler.compile(file, schemas, redacted(descriptor)));
            }
            compiled.put(descriptor.provider(), profiles);
        }
    }

    /** The profile whose root keys the payload has; empty if no file is for such a payload. */
    public Optional<Profile> of(String provider, ObjectNode payload) {
        return catalog.find(provider)
                .flatMap(descriptor -> descriptor.profileOf(payload))
                .map(name -> compiled.getOrDefault(provider, Map.of()).get(name));
    }

    /** Every event type that a rule of these files can give. */
    public Set<String> types() {
        return compiled.values().stream()
                .flatMap(profiles -> profiles.values().stream())
                .flatMap(profile -> profile.rules().stream())
                .flatMap(rule -> rule.type().outcomes().stream())
                .map(String::valueOf)
                .collect(Collectors.toSet());
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
