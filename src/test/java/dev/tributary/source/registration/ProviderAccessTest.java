package dev.tributary.source.registration;

import static com.mongodb.client.model.Filters.eq;
import static dev.tributary.source.registration.RegistrationBed.SOURCES;
import static dev.tributary.source.registration.TinkDouble.CLIENT;
import static dev.tributary.source.registration.TinkDouble.ENDPOINTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway.Answer;
import dev.tributary.source.registration.ProviderDouble.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a source authenticates itself at its provider. */
class ProviderAccessTest {

    private static final String TOKEN = "/api/v1/oauth/token";

    private TinkDouble tink;
    private RegistrationBed bed;

    @BeforeEach
    void start() throws Exception {
        tink = new TinkDouble();
        bed = new RegistrationBed(tink);
        bed.source(bed.id, "tink", "tink-events-v2", bed.provider.url(), CLIENT, "");
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    private String list() {
        return SOURCES + "/" + bed.id + "/registrations";
    }

    private int tokensAsked() {
        return bed.provider.calls("POST", TOKEN).size();
    }

    @Test
    void keepsATokenForManyCalls() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(bed.gateway.get(list()).status()).isEqualTo(200);
        }
        assertThat(tokensAsked()).isEqualTo(1);
    }

    @Test
    void asksForOneTokenWhereManyCallsNeedIt() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            answers.add(threads.submit(() -> bed.gateway.get(list())));
        }
        for (Future<Answer> answer : answers) {
            assertThat(answer.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
        threads.shutdown();
        assertThat(tokensAsked()).isEqualTo(1);
    }

    @Test
    void renewsATokenOnceThatTheProviderRefuses() throws Exception {
        bed.gateway.get(list());
        tink.tokens.clear();
        assertThat(bed.gateway.get(list()).status()).isEqualTo(200);
        assertThat(tokensAsked()).isEqualTo(2);

        for (int i = 0; i < 2; i++) {
            bed.provider.refuse("GET", ENDPOINTS, Reply.json(401, Map.of("errorMessage", "No")));
        }
        assertThat(bed.gateway.get(list()).status()).isEqualTo(502);
        assertThat(tokensAsked()).isEqualTo(3);
    }

    @Test
    void asksAgainWhenATokenEnds() throws Exception {
        tink.expiresIn = 0;
        bed.gateway.get(list());
        bed.gateway.get(list());
        assertThat(tokensAsked()).isEqualTo(2);
    }

    @Test
    void usesNoTokenOfAnEarlierClient() throws Exception {
        bed.gateway.get(list());
        bed.gateway.send(
                "PATCH", SOURCES + "/" + bed.id, "{\"api\":{\"client_id\":\"other\",\"client_secret\":\"o\"}}");
        assertThat(bed.gateway.get(list()).status()).isEqualTo(502);
        assertThat(tokensAsked()).isEqualTo(2);
    }

    @Test
    void sendsCredentialsToNoRedirectAndToNoOtherHost() throws Exception {
        bed.provider.refuse("POST", TOKEN, Reply.empty(307).with("Location", bed.provider.url() + "/elsewhere"));
        assertThat(bed.gateway.get(list()).status()).isEqualTo(502);
        assertThat(bed.provider.calls("POST", "/elsewhere")).isEmpty();

        Answer moved =
                bed.gateway.send("PATCH", SOURCES + "/" + bed.id, "{\"api\":{\"base_uri\":\"https://93.184.216.34\"}}");
        assertThat(moved.status()).isEqualTo(400);
        assertThat(moved.json().at("/details").toString()).isEqualTo("[\"api.client_secret\"]");
    }

    @Test
    void boundsAnAnswer() throws Exception {
        bed.provider.refuse("GET", ENDPOINTS, Reply.json(200, Map.of("webhookEndpoints", "x".repeat(2 << 20))));
        assertThat(bed.gateway.get(list()).status()).isEqualTo(502);
    }

    @Test
    void keepsCredentialsEncryptedAndNeverShowsThem() throws Exception {
        bed.gateway.send(
                "PATCH",
                SOURCES + "/" + bed.id,
                "{\"api\":{\"refresh_token\":\"canary-refresh\",\"api_key\":\"canary-key\"}}");
        String row = String.valueOf(bed.gateway
                .context()
                .getBean(MongoDatabase.class)
                .getCollection("sources")
                .find(eq("_id", bed.id))
                .first());
        assertThat(row).contains("clientSecret", "refreshToken").doesNotContain("canary", "tink-client-secret");
        assertThat(bed.gateway.get(SOURCES + "/" + bed.id).body()).doesNotContain("canary", "tink-client-secret");
        assertThat(bed.gateway
                        .send("PATCH", SOURCES + "/" + bed.id, "{\"api\":{\"rate\":3}}")
                        .status())
                .isEqualTo(204);
        assertThat(bed.gateway
                        .send(
                                "PATCH",
                                SOURCES + "/" + bed.id,
                                "{\"api\":{\"client_id\":\"a:b\",\"client_secret\":\"x\"}}")
                        .status())
                .isEqualTo(400);
    }
}
