package dev.tributary.api.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The signing keys of a web hook in the configuration API. */
class WebHookSigningApiTest {

    private static final String HOOKS = "/api/v1/configuration/web-hooks";
    private static final String PAIR =
            "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
    private static final String PUBLIC = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";

    private final TestGateway gateway = TestGateway.shared();

    @Test
    void showsThePublicKeyOfAGivenKeyPairAndNeverThePrivateOne() throws Exception {
        create("pair", ",\"signature\":\"v1a\",\"signing_secret\":\"" + PAIR + "\"");

        JsonNode hook = read("pair");
        assertThat(hook.at("/signature").asText()).isEqualTo("v1a");
        assertThat(hook.at("/public_key").asText()).isEqualTo(PUBLIC);
        assertThat(hook.has("previous_public_keys")).isFalse();
        assertThat(hook.toString()).doesNotContain("whsk_", PAIR.substring(5, 40));
    }

    @Test
    void rotatesAKeyPairAndShowsBothPublicKeys() throws Exception {
        create("rotated", ",\"signature\":\"v1a\"");
        String first = read("rotated").at("/public_key").asText();
        assertThat(first).matches("whpk_\\S{44}");

        Instant before = Instant.now();
        JsonNode answer = rotate("rotated");

        assertThat(answer.fieldNames()).toIterable().containsExactly("public_key");
        String second = answer.at("/public_key").asText();
        assertThat(second).matches("whpk_\\S{44}").isNotEqualTo(first);
        JsonNode hook = read("rotated");
        assertThat(hook.at("/public_key").asText()).isEqualTo(second);
        assertThat(hook.at("/previous_public_keys")).hasSize(1);
        assertThat(hook.at("/previous_public_keys/0/public_key").asText()).isEqualTo(first);
        assertThat(Instant.parse(hook.at("/previous_public_keys/0/until").asText()))
                .isBetween(before.plus(Duration.ofHours(24)).minusSeconds(1), before.plus(Duration.ofHours(25)));
    }

    @Test
    void makesANewKeyWhenTheSchemeIsChanged() throws Exception {
        create("scheme", ",\"signature\":\"v1a\",\"signing_secret\":\"" + PAIR + "\"");

        assertThat(change("scheme", "v1").status()).isEqualTo(204);

        JsonNode secret = read("scheme");
        assertThat(secret.at("/signature").asText()).isEqualTo("v1");
        assertThat(secret.has("public_key")).isFalse();
        assertThat(secret.at("/previous_public_keys/0/public_key").asText()).isEqualTo(PUBLIC);
        assertThat(rotate("scheme").at("/signing_secret").asText()).startsWith("whsec_");

        assertThat(change("scheme", "v1a").status()).isEqualTo(204);
        assertThat(read("scheme").at("/public_key").asText())
                .startsWith("whpk_")
                .isNotEqualTo(PUBLIC);
    }

    @Test
    void keepsTheKeyWhenTheSameSchemeIsSent() throws Exception {
        create("same", ",\"signature\":\"v1a\",\"signing_secret\":\"" + PAIR + "\"");

        assertThat(change("same", "v1a").status()).isEqualTo(204);

        assertThat(read("same").at("/public_key").asText()).isEqualTo(PUBLIC);
        assertThat(read("same").has("previous_public_keys")).isFalse();
        assertThat(change("same", "v2").json().at("/details/0").asText()).isEqualTo("signature");
    }

    private void create(String id, String further) throws Exception {
        String body = "{\"id\":\"" + id + "\",\"type\":\"EVENTS\",\"name\":\"Keys\",\"authentication_method\":\"NONE\","
                + "\"base_uri\":\"https://ledger.example\"" + further + "}";
        assertThat(gateway.send("POST", HOOKS, body).status()).isEqualTo(201);
    }

    private JsonNode read(String id) throws Exception {
        return gateway.get(HOOKS + "/" + id).json();
    }

    private JsonNode rotate(String id) throws Exception {
        Answer answer = gateway.send("POST", HOOKS + "/" + id + "/signing-secret", "");
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    private Answer change(String id, String scheme) throws Exception {
        return gateway.send("PATCH", HOOKS + "/" + id, "{\"signature\":\"" + scheme + "\"}");
    }
}
