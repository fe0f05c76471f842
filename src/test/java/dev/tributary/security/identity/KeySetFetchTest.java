package dev.tributary.security.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.TestGateway;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Tokens that name keys at random do not make the gateway call the issuer for each. */
@ExtendWith(OutputCaptureExtension.class)
class KeySetFetchTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @ParameterizedTest(name = "keys found by the issuer''s description: {0}")
    @ValueSource(booleans = {false, true})
    void randomKeyIdsCauseOneFetchOfTheKeySet(boolean isDiscovered) throws Exception {
        try (var issuer = new TestIssuer();
                var gateway = TestGateway.start(issuer.settings(isDiscovered))) {
            assertThat(status(gateway, issuer.token(TestIssuer.KEY_ID, null, claims -> {})))
                    .isEqualTo(404);
            int before = issuer.keySets.get();
            for (int i = 0; i < 50; i++) {
                assertThat(status(gateway, issuer.token(UUID.randomUUID().toString(), null, claims -> {})))
                        .isEqualTo(401);
            }
            assertThat(issuer.keySets.get() - before)
                    .as("fetches for 50 unknown key ids")
                    .isLessThanOrEqualTo(1);
            assertThat(status(gateway, issuer.token(TestIssuer.KEY_ID, null, claims -> {})))
                    .isEqualTo(404);
        }
    }

    @Test
    void anIssuerThatIsAwayIsAskedForItsDescriptionOnceASecond(CapturedOutput output) throws Exception {
        try (var issuer = new TestIssuer();
                var gateway = TestGateway.start(issuer.settings(true))) {
            issuer.isAway = true;
            long begun = System.nanoTime();
            for (int i = 0; i < 30; i++) {
                assertThat(status(gateway, issuer.token(TestIssuer.KEY_ID, null, claims -> {})))
                        .isEqualTo(503);
            }
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
            assertThat(issuer.descriptions.get() + issuer.keySets.get())
                    .as("requests to the issuer in %d s", seconds)
                    .isBetween(1, (int) seconds + 2);
            assertThat(output.toString().lines().filter(line -> line.contains("Tokens cannot be checked")))
                    .as("one a minute")
                    .hasSizeBetween(1, 2);
        }
    }

    private static int status(TestGateway gateway, String token) throws Exception {
        var request = HttpRequest.newBuilder(gateway.uri("/api/v1/nothing")).header("Authorization", "Bearer " + token);
        return HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
}
