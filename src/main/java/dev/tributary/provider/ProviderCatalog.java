package dev.tributary.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tributary.platform.UnusableConfigurationException;
import java.io.IOException;
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
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .addModule(new DurationModule())
            .enable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

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
        try {
            ProviderDescriptor descriptor = YAML.readValue(folder.read(FILE), ProviderDescriptor.class);
            check(place, folder.provider(), descriptor);
            return descriptor;
        } catch (UnrecognizedPropertyException e) {
            throw new UnusableConfigurationException(place, field(e) + " is unknown");
        } catch (JsonMappingException e) {
            throw new UnusableConfigurationException(place, field(e) + ": " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw new UnusableConfigurationException(
                    place, "line " + e.getLocation().getLineNr() + " is no YAML: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UnusableConfigurationException(place, "cannot be read");
        }
    }

    /** Records leave missing members null; the rest of the code relies on these. */
    private static void check(String place, String folder, ProviderDescriptor descriptor) {
        require(place, "provider", descriptor.provider());
        require(place, "schemes", descriptor.schemes());
        require(place, "profiles", descriptor.profiles());
        if (!descriptor.provider().equals(folder)) {
            throw new UnusableConfigurationException(place, "provider must be '" + folder + "', the folder's name");
        }
        descriptor.schemes().forEach((name, scheme) -> {
            require(place, "schemes." + name, scheme);
            require(place, "schemes." + name + ".type", scheme.type());
            checkTolerance(place, "schemes." + name + ".tolerance", scheme.tolerance());
        });
        descriptor.profiles().forEach((name, profile) -> {
            require(place, "profiles." + name, profile);
            require(place, "profiles." + name + ".root", profile.root());
        });
        if (descriptor.followUps() != null) {
            new FollowUpCheck(place).check(descriptor.followUps());
        }
        if (descriptor.api() != null) {
            new ApiCheck(place).check(descriptor.api(), descriptor.schemes().keySet());
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

    @SuppressWarnings("ConstantValue") // Jackson leaves members null that the records declare otherwise
    private static void require(String place, String field, Object value) {
        if (Objects.isNull(value)) {
            throw new UnusableConfigurationException(place, field + " is missing");
        }
    }

    private static String field(JsonMappingException e) {
        return e.getPath().stream()
                .map(reference ->
                        reference.getFieldName() == null ? "[" + reference.getIndex() + "]" : reference.getFieldName())
                .collect(Collectors.joining("."));
    }
}
