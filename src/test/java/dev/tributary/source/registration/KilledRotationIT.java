package dev.tributary.source.registration;

import static dev.tributary.source.registration.RegistrationBed.PUBLIC_URL;
import static dev.tributary.source.registration.RegistrationBed.SOURCES;
import static dev.tributary.source.registration.RegistrationBed.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.faultrun.Form;
import dev.tributary.faultrun.GatewayApi;
import dev.tributary.faultrun.Store;
import dev.tributary.faultrun.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A gateway that is killed in the middle of a rotation: the next start ends it. */
class KilledRotationIT {

    private static final String SOURCE = "rotated";
    private static final Map<String, String> SETTINGS = Map.of(
            "TRIBUTARY_PUBLIC_URL",
            PUBLIC_URL,
            "TRIBUTARY_REGISTRATION_CHECK_EVERY",
            "2s",
            "TRIBUTARY_REGISTRATION_RETRY_AFTER",
            "1s");

    @TempDir
    Path data;

    static Stream<Store> stores() {
        return Form.stores();
    }

    @ParameterizedTest(name = "{displayName} {0}")
    @MethodSource("stores")
    void aStartEndsARotationWhoseNewSecretWasNotKept(Store store) throws Exception {
        var tink = new TinkDouble();
        try (var provider = ProviderDouble.plain(tink);
                var bed = new TestBed(store, data, SETTINGS)) {
            GatewayApi api = bed.gateway().api();
            api.createTinkSource(SOURCE, provider.url(), "tink-client", "tink-client-secret");
            api.register(SOURCE);
            String first = tink.endpoints.keySet().iterator().next();
            String old = String.valueOf(tink.secrets.get(first));
            var made = new CountDownLatch(1);
            var killed = new CountDownLatch(1);
            tink.made = () -> {
                made.countDown();
                pass(killed);
            };
            CompletableFuture<Integer> rotation = api.rotateLater(SOURCE);
            assertThat(made.await(30, TimeUnit.SECONDS)).isTrue();
            bed.gateway().kill();
            tink.made = () -> {};
            killed.countDown();
            assertThat(rotation.join()).as("no answer").isZero();
            bed.endLeases();
            bed.gateway().start();

            await("the rotation has ended")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> api.get(path(SOURCE)).path("state").asText().equals("registered"));
            String last = api.get(path(SOURCE)).path("webhook_id").asText();
            assertThat(tink.endpoints).as("none of the killed request").containsOnlyKeys(first, last);
            assertThat(last).isNotEqualTo(first);
            assertThat(call(bed, String.valueOf(tink.secrets.get(last)), "a1")).isEqualTo(200);
            assertThat(call(bed, old, "a2")).as("in the grace time").isEqualTo(200);
            JsonNode secrets = api.get(SOURCES + "/" + SOURCE).path("secrets");
            assertThat(secrets).hasSize(2);
            assertThat(Instant.parse(secrets.at("/0/expires_at").asText())).isAfter(Instant.now());
            assertThat(secrets.at("/1/expires_at").isMissingNode()).isTrue();
        }
    }

    private static int call(TestBed bed, String secret, String account) throws Exception {
        String time = Long.toString(Instant.now().getEpochSecond());
        String body = """
                {"context":{"userId":"u1"},"event":"account:created","content":{"id":"%s"}}""".formatted(account);
        String signature = "t=" + time + ",v1=" + RegistrationBed.hmac(secret, time + "." + body);
        return bed.gateway().post("/hooks/tink/" + SOURCE, body, "X-Tink-Signature", signature);
    }

    private static void pass(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
