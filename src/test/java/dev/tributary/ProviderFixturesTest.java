package dev.tributary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.eventstore.EventQuery;
import dev.tributary.eventstore.EventReader;
import dev.tributary.provider.ProviderCase;
import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.provider.SchemeDescriptor;
import dev.tributary.provider.TestProviders;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.source.Source;
import dev.tributary.source.SourceStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sends every recorded call of every provider to the running gateway at the moment it was signed for. A provider is
 * complete when its route is there and, for each of its schemes and profiles, the cases that matter.
 */
class ProviderFixturesTest {

    private static final ObjectMapper JSON = new JsonMapper();
    /** Made anew with each call, or the test's own choice. */
    private static final List<String> NOT_COMPARED =
            List.of("specversion", "id", "source", "datacontenttype", "recordedtime", "tenantid", "receiptid");

    private static final List<ProviderCase> CASES = ProviderCase.all();

    private static volatile Instant now = Instant.EPOCH;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        InstantSource source = () -> now;
        Clock clock = source.withZone(ZoneOffset.UTC);
        now = Instant.now();
        gateway = TestGateway.startAt(clock, "--tributary.public-url=https://gateway.example.com");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<ProviderCase> cases() {
        return CASES.stream();
    }

    static Stream<ProviderCase> acceptedCases() {
        return CASES.stream().filter(call -> call.kind().equals("accepted"));
    }

    static Stream<ProviderDescriptor> providers() {
        return TestProviders.catalog().all().stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answersAndStoresAsRecorded(ProviderCase call) {
        Source source = sourceFor(call, call.provider() + "-" + call.name());
        if (call.kind().equals("duplicate")) {
            ProviderCase first = call.earlier() == null ? call : call.earlier();
            assertThat(post(source, first.headers(), first.body()).body()).isEqualTo("{\"status\":\"accepted\"}");
        }

        HttpResponse<String> answer = post(source, call.headers(), call.body());

        assertThat(answer.statusCode()).isEqualTo(call.status());
        if (call.status() == 200) {
            String said = call.expected().required("answer").textValue();
            assertThat(answer.body()).isEqualTo("{\"status\":\"" + said + "\"}");
        }
        assertThat(events(source)).containsExactlyElementsOf(call.events());
        assertThat(stored(source)).noneMatch(kept -> kept.contains(secret(call)));
    }

    @ParameterizedTest
    @MethodSource("acceptedCases")
    void refusesTheSameCallWithOneByteChanged(ProviderCase call) {
        Source source = sourceFor(call, call.provider() + "-" + call.name() + "-twin");
        boolean bodyIsProven = call.events().get(0).path("proof").asText().equals("body");
        boolean proofInHeader = call.headers().size() > 1;
        List<String> headers = call.headers();
        List<byte[]> bodies = new ArrayList<>(List.of(call.body()));
        if (bodyIsProven) {
            bodies = List.of(
                    changed(call.body(), 0),
                    changed(call.body(), call.body().length / 2),
                    changed(call.body(), call.body().length - 1));
        } else if (proofInHeader) {
            String proof = call.headers().get(1);
            byte[] bytes = proof.getBytes(StandardCharsets.ISO_8859_1);
            int place = (proof.indexOf(": ") + 2 + bytes.length) / 2;
            headers = List.of(call.headers().get(0), new String(changed(bytes, place), StandardCharsets.ISO_8859_1));
        } else {
            String body = new String(call.body(), StandardCharsets.ISO_8859_1);
            bodies = List.of(changed(call.body(), body.indexOf(secret(call)) + 5));
        }

        for (byte[] body : bodies) {
            assertThat(post(source, headers, body).statusCode()).isEqualTo(401);
        }
        assertThat(events(source)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void hasARouteAndTheCasesThatMatter(ProviderDescriptor provider) {
        assertThat(Path.of("routes", provider.provider() + ".camel.yaml")).exists();
        provider.schemes().forEach((name, scheme) -> {
            if (scheme.needsSecret()) {
                assertThat(kinds(provider, name)).as(name).containsAll(required(scheme));
            }
        });
        for (String profile : provider.profiles().keySet()) {
            assertThat(CASES)
                    .as(profile)
                    .anyMatch(call -> call.provider().equals(provider.provider())
                            && call.kind().equals("accepted")
                            && call.events()
                                    .get(0)
                                    .path("mappingversion")
                                    .asText()
                                    .startsWith(profile + "@"));
        }
    }

    private static List<String> required(SchemeDescriptor scheme) {
        List<String> kinds = new ArrayList<>(List.of("accepted", "tampered", "duplicate", "unmapped"));
        if (scheme.tolerance() != null) {
            kinds.add("stale");
        }
        return kinds;
    }

    private static List<String> kinds(ProviderDescriptor provider, String scheme) {
        return CASES.stream()
                .filter(call -> call.provider().equals(provider.provider())
                        && call.scheme().equals(scheme))
                .map(ProviderCase::kind)
                .toList();
    }

    private static Source sourceFor(ProviderCase call, String id) {
        now = call.now();
        Source source = call.source(id);
        assertThat(gateway.bean(SourceStore.class).insert(source)).isTrue();
        return source;
    }

    private static String secret(ProviderCase call) {
        return call.setting().required("secrets").get(0).required("value").textValue();
    }

    private static HttpResponse<String> post(Source source, List<String> headers, byte[] body) {
        String[] pairs =
                headers.stream().flatMap(line -> Stream.of(line.split(": ", 2))).toArray(String[]::new);
        return gateway.post("/hooks/" + source.provider() + "/" + source.id(), body, pairs);
    }

    private static byte[] changed(byte[] bytes, int index) {
        byte[] copy = bytes.clone();
        copy[index] ^= 1;
        return copy;
    }

    private static List<JsonNode> events(Source source) {
        var all = EventQuery.all("default", null, 1_000);
        return gateway.bean(EventReader.class).find(all).found().stream()
                .filter(stored -> stored.event().sourceId().equals(source.id()))
                .<JsonNode>map(stored -> read(stored.body()).without(NOT_COMPARED))
                .toList();
    }

    /** Bodies and all else that is kept of the calls of a source. */
    private static List<String> stored(Source source) {
        var receipts = gateway.bean(ReceiptStore.class);
        return receipts.find("default", source.id(), null, null, 100).stream()
                .map(listed -> receipts.find("default", listed.receipt().id()).orElseThrow())
                .map(receipt -> receipt + new String(receipt.content().body(), StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static ObjectNode read(byte[] event) {
        try {
            return (ObjectNode) JSON.readTree(event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
