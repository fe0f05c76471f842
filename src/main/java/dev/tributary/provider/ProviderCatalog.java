package dev.tributary.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.platform.UnusableConfigurationException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The providers of {@code mappings/}, read and checked once at start-up. */
public final class ProviderCatalog {

    private static final String FILE = "provider.yaml";
    private static final FileShape SHAPE = new FileShape("provider-file");
    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new DurationModule()).build();

    private final Map<String, ProviderDescriptor> descriptors = new LinkedHashMap<>();
    private final Map<String, ProviderFolder> folders = new LinkedHashMap<>();

    /** @throws UnusableConfigurationException if a file is wrong; the message names file and field */
    ProviderCatalog(Collection<ProviderFolder> found) {
        for (ProviderFolder folder : found) {
            descriptors.put(folder.provider(), read(folder));
            folders.put(folder.provider(), folder);
        }
    }

    public Optional<ProviderDescriptor> find(String provider) {
        return Optional.ofNullable(descriptors.get(provider));
    }

    public Collection<ProviderDescriptor> all() {
        return Collections.unmodifiableCollection(descriptors.values());
    }

    /** The files of a provider that {@link #find} knows. */
    public ProviderFolder folder(String provider) {
        return Objects.requireNonNull(folders.get(provider), provider);
    }

    private static ProviderDescriptor read(ProviderFolder folder) {
        String place = folder.place(FILE);
        JsonNode content = SHAPE.read(folder.read(FILE), place);
        try {
            ProviderDescriptor descriptor = JSON.treeToValue(content, ProviderDescriptor.class);
            check(place, folder.provider(), descriptor);
            return descriptor;
        } catch (JsonMappingException e) {
            throw new UnusableConfigurationException(place, field(e) + ": " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("reads from a tree", e);
        }
    }

    /** What the schema of the file cannot say. */
    private static void check(String place, String folder, ProviderDescriptor descriptor) {
        if (!descriptor.provider().equals(folder)) {
            throw new UnusableConfigurationException(place, "provider must be '" + folder + "', the folder's name");
        }
        descriptor
                .schemes()
                .forEach((name, scheme) -> checkTolerance(place, "schemes." + name + ".tolerance", scheme.tolerance()));
        if (descriptor.followUps() != null) {
            new FollowUpCheck(place).check(descriptor.followUps());
        }
        if (descriptor.api() != null) {
            descriptor.api().registrations().keySet().stream()
                    .filter(scheme -> !descriptor.schemes().containsKey(scheme))
                    .findFirst()
                    .ifPresent(scheme -> {
                        throw new UnusableConfigurationException(
                                place, "api.registrations." + scheme + " is not a scheme of the provider");
                    });
        }
    }

    private static void checkTolerance(String place, String field, @Nullable Duration tolerance) {
        if (tolerance != null
                && (tolerance.isNegative()
                        || tolerance.isZero()
                        || tolerance.compareTo(SchemeDescriptor.MAX_TOLERANCE) > 0)) {
            throw new UnusableConfigurationException(place, field + " must be above 0s and at most 24h");
        }
    }

    private static String field(JsonMappingException e) {
        return e.getPath().stream()
                .map(reference ->
                        reference.getFieldName() == null ? "[" + reference.getIndex() + "]" : reference.getFieldName())
                .collect(Collectors.joining("."));
    }
}
