package dev.tributary.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.sdk.SdkProgram.Said;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The official libraries of Standard Webhooks and CloudEvents accept what the gateway sends, and refuse it when one byte
 * is changed. The deliveries are recorded from the wire.
 */
class SdkAcceptanceIT {

    private static List<RecordedDelivery> genuine;
    private static List<RecordedDelivery> forged;

    @BeforeAll
    static void record() throws Exception {
        try (Recorder recorder = new Recorder()) {
            genuine = recorder.record();
        }
        forged = new ArrayList<>();
        for (RecordedDelivery delivery : genuine) {
            forged.add(delivery.withBody(changed(delivery.body())));
            String timestamp = delivery.headers().get("webhook-timestamp");
            forged.add(delivery.withHeader("webhook-timestamp", Long.toString(Long.parseLong(timestamp) - 1)));
            forged.add(delivery.withHeader(
                    "webhook-id", delivery.headers().get("webhook-id").replace('-', '_')));
            if (delivery.name().equals("after-grace")) {
                forged.add(delivery.withSecrets(List.of(Recorder.OLD_SECRET)));
            }
        }
    }

    @Test
    void theLibrariesOfJavaAcceptDeliveriesAndRefuseForgedOnes() throws Exception {
        assertThat(JavaSdk.verify(genuine)).isEqualTo(expected(genuine, "accepted", false));
        assertThat(JavaSdk.verify(forged)).isEqualTo(expected(forged, "refused", false));
    }

    @ParameterizedTest
    @EnumSource
    void theLibrariesOfOtherLanguagesAcceptDeliveriesAndRefuseForgedOnes(SdkLanguage language) throws Exception {
        language.install();

        Said onGenuine = language.verify(RecordedDelivery.write(Path.of("target/sdk/genuine.jsonl"), genuine));
        assertThat(onGenuine.lines())
                .as(onGenuine.problems())
                .isEqualTo(expected(genuine, "accepted", language.verifiesPublicKeys()));
        assertThat(onGenuine.exitCode()).isZero();

        Said onForged = language.verify(RecordedDelivery.write(Path.of("target/sdk/forged.jsonl"), forged));
        assertThat(onForged.lines())
                .as(onForged.problems())
                .isEqualTo(expected(forged, "refused", language.verifiesPublicKeys()));
        assertThat(onForged.exitCode()).isOne();
    }

    @Test
    void theShellSampleAcceptsDeliveriesAndRefusesForgedOnes() throws Exception {
        for (RecordedDelivery delivery : genuine) {
            for (String secret : delivery.secrets()) {
                assertThat(ofShell(delivery, secret)).as(delivery.name()).isZero();
            }
        }
        for (RecordedDelivery delivery : forged) {
            for (String secret : delivery.secrets()) {
                assertThat(ofShell(delivery, secret)).as(delivery.name()).isOne();
            }
        }
    }

    private static int ofShell(RecordedDelivery delivery, String secret) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("sh", SdkLanguage.SAMPLES.resolve("receive.sh").toString(), secret));
        for (String header : List.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
            command.add(delivery.headers().get(header));
        }
        Path body = Files.write(Path.of("target/sdk/body"), delivery.body());
        return new ProcessBuilder(command).redirectInput(body.toFile()).start().waitFor();
    }

    @Test
    void theReadmeShowsTheSamplesThatAreRunHere() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        try (Stream<Path> samples = Files.list(SdkLanguage.SAMPLES)) {
            List<Path> all = samples.toList();
            assertThat(all).hasSize(5);
            for (Path sample : all) {
                assertThat(readme).contains("\n" + Files.readString(sample) + "```\n");
            }
        }
    }

    @Test
    void signsOnceForEachActiveKeyNewestFirst() {
        for (RecordedDelivery delivery : genuine) {
            String signatures = delivery.headers().get("webhook-signature").replaceAll(",\\S+", "");
            assertThat(signatures)
                    .as(delivery.name())
                    .isEqualTo(
                            switch (delivery.name()) {
                                case "secret", "after-grace" -> "v1";
                                case "rotated-twice" -> "v1 v1 v1";
                                case "key-pair" -> "v1a";
                                case "rotated-pair" -> "v1a v1a";
                                case "to-pair" -> "v1a v1";
                                case "to-secret" -> "v1 v1a";
                                default -> "an unknown subscription";
                            });
        }
    }

    private static List<String> expected(List<RecordedDelivery> deliveries, String verdict, boolean publicKeys)
            throws Exception {
        List<String> lines = new ArrayList<>();
        for (RecordedDelivery delivery : deliveries) {
            for (int i = 0; i < delivery.secrets().size(); i++) {
                lines.add(delivery.name() + " secret " + i + " " + verdict);
            }
            for (int i = 0; publicKeys && i < delivery.publicKeys().size(); i++) {
                lines.add(delivery.name() + " public key " + i + " " + verdict);
            }
            JsonNode event = new JsonMapper().readTree(delivery.body());
            lines.add(delivery.name() + " event " + event.at("/id").asText() + " "
                    + event.at("/type").asText());
        }
        return lines;
    }

    /** The same JSON with another tenant: one byte. */
    private static byte[] changed(byte[] body) {
        String text = new String(body, UTF_8);
        String other = text.replace("\"tenantid\":\"default\"", "\"tenantid\":\"defaulT\"");
        assertThat(other).isNotEqualTo(text);
        return other.getBytes(UTF_8);
    }
}
