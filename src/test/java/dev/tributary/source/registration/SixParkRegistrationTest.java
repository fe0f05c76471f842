package dev.tributary.source.registration;

import static com.mongodb.client.model.Filters.eq;
import static dev.tributary.source.registration.RegistrationBed.PUBLIC_URL;
import static dev.tributary.source.registration.RegistrationBed.path;
import static dev.tributary.source.registration.SixParkDouble.API;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway.Answer;
import dev.tributary.source.Source;
import dev.tributary.source.SourceRow;
import dev.tributary.source.SourceStore;
import dev.tributary.source.access.ProviderApi;
import dev.tributary.source.registration.ProviderDouble.Call;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SixParkRegistrationTest {

    private final SixParkDouble park = new SixParkDouble();
    private final Map<String, Map<String, String>> webhooks = park.webhooks;
    private RegistrationBed bed;

    @BeforeEach
    void start() throws Exception {
        bed = new RegistrationBed(park);
        SixParkDouble.source(bed, bed.id);
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    private Answer call(String webhookId, String secret) throws Exception {
        String body = SixParkDouble.event(webhookId);
        return bed.post(
                PUBLIC_URL + "/hooks/sixpark/" + bed.id,
                body,
                "X-SixPark-Signature",
                RegistrationBed.hmac(secret, body));
    }

    @Test
    void registersByAFormAndKeepsTheTokenForCallsOfThisWebhook() throws Exception {
        RegistrationBed.created(bed.register(bed.id, ""));
        Map<String, String> webhook = webhooks.values().iterator().next();
        assertThat(webhook)
                .containsEntry("url", PUBLIC_URL + "/hooks/sixpark/" + bed.id)
                .containsEntry("description", "Tributary Park");
        assertThat(bed.provider.calls("POST", API + "/webhooks").get(0).header("Content-Type"))
                .isEqualTo("application/x-www-form-urlencoded");
        String id = webhooks.keySet().iterator().next();
        JsonNode secret =
                bed.gateway.get(RegistrationBed.SOURCES + "/" + bed.id).json().at("/secrets/0");
        assertThat(secret.at("/applies_to").asText()).isEqualTo(id);
        assertThat(call(id, String.valueOf(webhook.get("signature_token"))).status())
                .isEqualTo(200);
        assertThat(call("another", String.valueOf(webhook.get("signature_token")))
                        .status())
                .isEqualTo(401);
        assertThat(bed.events()).isEqualTo(1);
    }

    @Test
    void findsAndDeletesInEitherSpellingOfThePath() throws Exception {
        bed.register(bed.id, "");
        park.singular = true;
        Answer looked = bed.gateway.send("POST", path(bed.id) + "/repair", "");
        assertThat(looked.status()).as(looked.body()).isEqualTo(200);
        assertThat(looked.json().at("/checked_at").asText()).isNotEmpty();
        assertThat(bed.provider.calls("GET", API + "/webhooks?/.*"))
                .extracting(Call::path)
                .hasSize(2);
        assertThat(bed.gateway.send("DELETE", path(bed.id), "").status()).isEqualTo(204);
        assertThat(webhooks).isEmpty();
    }

    @Test
    void hasNeitherAListNorAChoiceOfEvents() throws Exception {
        Answer events = bed.register(bed.id, "{\"events\":[\"ACCOUNT_OPENED\"]}");
        assertThat(events.status()).isEqualTo(400);
        assertThat(events.json().at("/details/0").asText()).isEqualTo("events");
        assertThat(bed.gateway
                        .get(RegistrationBed.SOURCES + "/" + bed.id + "/registrations")
                        .status())
                .isEqualTo(409);
        assertThat(bed.provider.calls()).isEmpty();
    }

    /** Six Park requires a description, and shows it in lists. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\\t", "\u00a0", "\u3000 \u2028", "\u200b\ufeff", "a\\u0085b"})
    void takesNoDescriptionThatSaysNothing(String description) throws Exception {
        Answer refused = bed.register(bed.id, "{\"description\":\"" + description + "\"}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/errors/0/pointer").asText()).isEqualTo("#/description");
        assertThat(bed.provider.calls()).isEmpty();
    }

    @Test
    void usesARefreshTokenThatWasGivenInPlaceOfTheConfiguredOneAlsoAfterARestart() throws Exception {
        bed.register(bed.id, "");
        bed.gateway.restart(() -> {});
        assertThat(bed.gateway.send("DELETE", path(bed.id), "").status()).isEqualTo(204);
        assertThat(bed.provider.calls("POST", API + "/oauth/token"))
                .extracting(call -> call.form().get("refresh_token"))
                .containsExactly("refresh-0", "refresh-1");
    }

    @Test
    void keepsNoTokenThatComesAfterItsSourceWasDeleted() throws Exception {
        var sources = bed.gateway.context().getBean(SourceStore.class);
        Source source = ((SourceRow.Usable) sources.find("default", bed.id).orElseThrow()).source();
        park.tokenAsked =
                () -> assertThat(sources.delete(sources.find("default", bed.id).orElseThrow()))
                        .isTrue();
        bed.gateway.context().getBean(ProviderApi.class).token(source, false);
        assertThat(park.refreshTokens).as("another one was given").hasSize(2);
        assertThat(bed.gateway
                        .context()
                        .getBean(MongoDatabase.class)
                        .getCollection("provider_tokens")
                        .countDocuments(eq("_id", bed.id)))
                .isZero();
    }

    @Test
    void saysThatAWebhookMayBeLeftWhereTheProviderListsNone() throws Exception {
        bed.provider.end("POST", API + "/webhooks", ProviderDouble.Ending.CUT);
        assertThat(bed.register(bed.id, "").status()).isEqualTo(502);
        RegistrationBed.created(bed.register(bed.id, ""));
        JsonNode registration = bed.gateway.get(path(bed.id)).json();
        assertThat(registration.at("/orphan_possible").asBoolean()).isTrue();
        assertThat(webhooks).as("the first one cannot be found").hasSize(2);
        String known = registration.at("/webhook_id").asText();
        for (Map.Entry<String, Map<String, String>> webhook : webhooks.entrySet()) {
            String token = String.valueOf(webhook.getValue().get("signature_token"));
            assertThat(call(webhook.getKey(), token).status())
                    .isEqualTo(webhook.getKey().equals(known) ? 200 : 401);
        }
    }

    @Test
    void theOldSecretEndsAlsoWhereALaterRequestEndsTheRepair() throws Exception {
        bed.register(bed.id, "");
        webhooks.clear();
        bed.provider.end("POST", API + "/webhooks", ProviderDouble.Ending.CUT);
        assertThat(bed.gateway.send("POST", path(bed.id) + "/repair", "").status())
                .isEqualTo(502);
        assertThat(bed.gateway.get(path(bed.id)).json().at("/state").asText()).isEqualTo("registering");
        RegistrationBed.created(bed.register(bed.id, ""));
        JsonNode secrets =
                bed.gateway.get(RegistrationBed.SOURCES + "/" + bed.id).json().at("/secrets");
        assertThat(secrets).hasSize(2);
        assertThat(secrets.at("/0/expires_at").asText()).isNotEmpty();
        assertThat(secrets.at("/1/expires_at").isMissingNode()).isTrue();
    }

    @Test
    void mendsAMissingWebhookByANewOne() throws Exception {
        bed.register(bed.id, "");
        webhooks.clear();
        JsonNode mended = bed.gateway.send("POST", path(bed.id) + "/repair", "").json();
        assertThat(mended.at("/webhook_id").asText())
                .isEqualTo(webhooks.keySet().iterator().next());
        assertThat(bed.gateway
                        .get(RegistrationBed.SOURCES + "/" + bed.id)
                        .json()
                        .at("/secrets"))
                .hasSize(1);
    }
}
