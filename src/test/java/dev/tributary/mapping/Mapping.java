package dev.tributary.mapping;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.event.Event;
import dev.tributary.event.GatewayUri;
import dev.tributary.event.Proof;
import dev.tributary.mapping.profile.Profiles;
import dev.tributary.provider.Payload;
import dev.tributary.provider.TestProviders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Maps bodies as the gateway does, without a server around it. */
final class Mapping {

    static final Instant RECEIVED = Instant.parse("2026-03-02T09:15:07.123456Z");
    static final String FIRST_ID = "019cadd4-71f3-7d7e-9f3a-2f1f6a0c0000";

    private static final List<ProviderNormalizer> NORMALIZERS = List.of(new TinkNormalizer(), new PaybookNormalizer());

    private final EventMapper mapper;

    Mapping() {
        this(profiles());
    }

    Mapping(Profiles profiles) {
        mapper = new EventMapper(profiles, NORMALIZERS, new GatewayUri("https://gateway.example.com"));
    }

    /** The payload as the mapping files see it. */
    static ObjectNode normalized(String provider, ObjectNode payload) {
        return NORMALIZERS.stream()
                .filter(normalizer -> normalizer.provider().equals(provider))
                .findFirst()
                .map(normalizer -> normalizer.normalize(payload))
                .orElse(payload);
    }

    static Profiles profiles() {
        return new Profiles(TestProviders.catalog());
    }

    List<Event> all(String provider, byte[] body) {
        return all(provider, body, RECEIVED);
    }

    List<Event> all(String provider, byte[] body, Instant receivedAt) {
        Iterator<String> ids = IntStream.range(0, 2_000)
                .mapToObj(n -> FIRST_ID.substring(0, 32) + String.format("%04x", n))
                .iterator();
        var input = new MappingInput(
                "default",
                provider,
                "int_main",
                "019cadd4-7188-7c11-8a55-0b6a1d5f7c20",
                receivedAt,
                Proof.BODY,
                sha256(body),
                body,
                Payload.parse(body));
        return mapper.map(input, ids::next);
    }

    List<EventOrigin> origins(String provider, Payload payload) {
        return Stream.iterate(0, place -> place + 1)
                .map(place -> mapper.origin(provider, payload, place))
                .takeWhile(Optional::isPresent)
                .flatMap(Optional::stream)
                .toList();
    }

    Event one(String provider, String body) {
        List<Event> events = all(provider, body.getBytes(StandardCharsets.UTF_8));
        if (events.size() != 1) {
            throw new AssertionError(events);
        }
        return events.get(0);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An object in an event's data; empty where there is none. */
    static Map<String, Object> object(Event event, String name) {
        Map<String, Object> members = new LinkedHashMap<>();
        if (event.data().get(name) instanceof Map<?, ?> object) {
            object.forEach((key, value) -> members.put(String.valueOf(key), value));
        }
        return members;
    }
}
