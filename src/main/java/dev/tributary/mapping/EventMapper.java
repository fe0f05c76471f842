package dev.tributary.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.event.Event;
import dev.tributary.event.GatewayUri;
import dev.tributary.event.PersonalMembers;
import dev.tributary.mapping.Occurrence.Mapped;
import dev.tributary.mapping.expression.Reading;
import dev.tributary.mapping.expression.Template;
import dev.tributary.mapping.expression.Value;
import dev.tributary.mapping.expression.Value.FirstOf;
import dev.tributary.mapping.profile.Profile;
import dev.tributary.mapping.profile.Profiles;
import dev.tributary.mapping.profile.Rule;
import dev.tributary.provider.Payload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns verified calls into canonical events by the providers' mapping files, which are compiled once; mapping itself
 * keeps no state. What cannot be mapped becomes {@code gateway.provider.unmapped.v1} and says why.
 */
public final class EventMapper {

    private static final Logger log = LoggerFactory.getLogger(EventMapper.class);
    /** What every subscriber and what lies on the way must be ready to take. */
    private static final long MAX_BYTES = 64 * 1024;
    /** The attributes' names, and those of known length. */
    private static final int ENVELOPE_BYTES = 1_024;
    /** What follow-ups add to each resource: state, counts, and the document with the answer. */
    private static final int RESOURCE_BYTES = 110;
    /** What they add to one event: the names of some rows that could not be read. */
    private static final int SKIPPED_ROWS_BYTES = 4_096;
    /** A call of two-byte elements would be half a million events. */
    private static final int MAX_ELEMENTS = 1_000;

    private final Profiles profiles;
    private final Map<String, ProviderNormalizer> normalizers;
    private final GatewayUri gateway;

    EventMapper(Profiles profiles, Collection<ProviderNormalizer> normalizers, GatewayUri gateway) {
        this.profiles = profiles;
        this.normalizers =
                normalizers.stream().collect(Collectors.toMap(ProviderNormalizer::provider, Function.identity()));
        this.gateway = gateway;
    }

    /**
     * The events of one call, in the order of the call; never none.
     *
     * @param ids gives each event its id, in that order; to map a call again, give the ids of the first time
     */
    public List<Event> map(MappingInput call, Supplier<String> ids) {
        ObjectNode root = call.payload().root();
        if (call.payload().duplicateKeys()) {
            return List.of(unmapped(whole(call, null, root, ids), "duplicate_keys"));
        }
        Optional<Profile> found = profiles.of(call.provider(), root);
        if (found.isEmpty()) {
            return List.of(unmapped(whole(call, null, root, ids), "no_profile"));
        }
        Profile profile = found.get();
        ObjectNode payload = normalized(call.provider(), root);
        return profile.split() == null
                ? List.of(event(whole(call, profile, payload, ids), profile))
                : split(call, profile, profile.split(), payload, ids);
    }

    /** What of a payload becomes one event each: the elements of a split call, else the payload itself. */
    public List<JsonNode> parts(String provider, ObjectNode payload) {
        return parts(profiles.of(provider, payload).map(Profile::split).orElse(null), payload);
    }

    /** Where the event at a place of {@link #map} comes from, from 0; empty where no mapping file is for the call as a whole. */
    public Optional<EventOrigin> origin(String provider, Payload payload, int place) {
        ObjectNode root = payload.root();
        Optional<Profile> found = payload.duplicateKeys() ? Optional.empty() : profiles.of(provider, root);
        return found.flatMap(profile -> {
            List<JsonNode> received = parts(profile.split(), root);
            List<JsonNode> read = parts(profile.split(), normalized(provider, root));
            return place < received.size()
                    ? Optional.of(EventOrigin.of(profile, place, received.get(place), read.get(place)))
                    : Optional.empty();
        });
    }

    private static List<JsonNode> parts(@Nullable List<String> names, ObjectNode payload) {
        if (names == null) {
            return List.of(payload);
        }
        List<JsonNode> parts = new ArrayList<>();
        list(payload, names).forEach(parts::add);
        return parts;
    }

    private ObjectNode normalized(String provider, ObjectNode payload) {
        ProviderNormalizer normalizer = normalizers.get(provider);
        return normalizer == null ? payload : normalizer.normalize(payload);
    }

    /** Every event type that the mapping files can give. */
    public Set<String> types() {
        return profiles.types();
    }

    /** The members of events that the mapping files mark as personal. */
    PersonalMembers personal() {
        return profiles.personal();
    }

    private static Occurrence whole(
            MappingInput call, @Nullable Profile profile, JsonNode payload, Supplier<String> ids) {
        return new Occurrence(call, profile, payload, call::digest, ids.get());
    }

    private Event unmapped(Occurrence whole, String reason) {
        return whole.unmapped(Occurrence.NO_NAME, reason, List.of(), gateway);
    }

    private List<Event> split(
            MappingInput call, Profile profile, List<String> names, JsonNode payload, Supplier<String> ids) {
        JsonNode elements = list(payload, names);
        if (!elements.isArray() || elements.isEmpty()) {
            return List.of(unmapped(whole(call, profile, payload, ids), "no_events"));
        }
        if (elements.size() > MAX_ELEMENTS) {
            return List.of(unmapped(whole(call, profile, payload, ids), "too_many_events"));
        }
        var digests = new ElementDigests(call.body(), names);
        List<Event> events = new ArrayList<>(elements.size());
        for (JsonNode element : elements) {
            int index = events.size();
            Supplier<byte[]> digest = () -> digests.get(index);
            events.add(event(new Occurrence(call, profile, element, digest, ids.get()), profile));
        }
        return events;
    }

    private static JsonNode list(JsonNode payload, List<String> names) {
        JsonNode list = payload;
        for (String name : names) {
            list = list.path(name);
        }
        return list;
    }

    private Event event(Occurrence occurrence, Profile profile) {
        var reading = new Reading(occurrence.payload());
        Object name = profile.discriminator().read(reading);
        if (name == null) {
            return occurrence.unmapped(Occurrence.NO_NAME, "missing_data", reading.missing(), gateway);
        }
        if (profile.discriminator().ambiguous(reading)) {
            warn(
                    occurrence,
                    "have different values, the first is used",
                    profile.discriminator().paths());
        }
        String providerType = name.toString();
        Optional<Rule> rule = profile.rule(providerType, occurrence.payload());
        return rule.isPresent()
                ? mapped(occurrence, rule.get(), providerType, reading)
                : occurrence.unmapped(providerType, "no_rule", List.of(), gateway);
    }

    private Event mapped(Occurrence occurrence, Rule rule, String providerType, Reading reading) {
        Object type = rule.type().read(reading);
        if (type == null && rule.type() instanceof FirstOf lookup && lookup.present(reading)) {
            return occurrence.unmapped(providerType, "no_rule", List.of(), gateway);
        }
        Map<String, Object> data = rule.data(reading, occurrence.call().provider());
        String subject = filled(rule.subjects(), data);
        if (type == null) {
            reading.miss(rule.type().paths());
        } else if (subject == null
                && !rule.subjects().isEmpty()
                && reading.missing().isEmpty()) {
            reading.miss(rule.subjectPaths());
        }
        if (type == null || !reading.missing().isEmpty()) {
            return occurrence.unmapped(providerType, "missing_data", reading.missing(), gateway);
        }
        var mapped = new Mapped(
                type.toString(),
                subject,
                filled(rule.partitionKeys(), data),
                text(rule.time(), reading),
                text(rule.correlationId(), reading),
                data);
        if (size(mapped) > MAX_BYTES) {
            return occurrence.unmapped(providerType, "too_large", List.of(), gateway);
        }
        if (!reading.skipped().isEmpty()) {
            warn(occurrence, "have entries that are not what they must be and stay raw-only", reading.skipped());
        }
        return occurrence.event(mapped, providerType, gateway);
    }

    private static @Nullable String text(@Nullable Value value, Reading reading) {
        Object found = value == null ? null : value.read(reading);
        return found == null ? null : found.toString();
    }

    private static @Nullable String filled(List<Template> templates, Map<String, Object> data) {
        for (Template template : templates) {
            String text = template.fill(data);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    private static long size(Mapped mapped) {
        int resources = mapped.data().get("resources") instanceof List<?> list ? list.size() : 0;
        return ENVELOPE_BYTES
                + (resources == 0 ? 0 : SKIPPED_ROWS_BYTES)
                + JsonSize.of(mapped.subject())
                + JsonSize.of(mapped.partitionKey())
                + JsonSize.of(mapped.correlationId())
                + JsonSize.of(mapped.data())
                + (long) resources * RESOURCE_BYTES;
    }

    /** Paths only: what a payload says is in no log. */
    private static void warn(Occurrence occurrence, String what, Collection<String> paths) {
        MappingInput call = occurrence.call();
        log.warn("{}/{}, receipt {}: {} {}", call.provider(), call.sourceId(), call.receiptId(), paths, what);
    }
}
