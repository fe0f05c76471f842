package dev.tributary.security.secret;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every secret that a client sends is stored encrypted, with the id of its key, and in no other place. */
class SecretsAtRestTest {

    private static final String FIRST_SIGNING = "whsec_Y2FuYXJ5LXNpZ25pbmctc2VjcmV0LTAxMjM0NTY=";
    private static final List<String> SECRETS = List.of(
            "canary-of-source",
            "canary-api-key",
            "canary-client-secret",
            "canary-refresh-token",
            "canary-password",
            "canary-header",
            FIRST_SIGNING.substring("whsec_".length()));

    /** An id, and a nonce, some ciphertext and a tag in base64. */
    private static final Pattern ENCRYPTED = Pattern.compile("now\\.[A-Za-z0-9+/]{40,}={0,2}");

    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = TestGateway.start(
                "--tributary.master-key=now:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                "--tributary.delivery.endpoint-check=false");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void noCollectionHoldsASecretInClearAndEachNamesItsKey() {
        post("/sources", """
                {"id":"s","provider":"paybook","scheme":"paybook-header","options":{"header":"X-Secret"},
                 "secrets":[{"value":"canary-of-source"},{"value":"canary-of-source-2"}],
                 "api":{"base_uri":"https://93.184.216.34/v1","api_key":"canary-api-key","client_id":"c",
                        "client_secret":"canary-client-secret","refresh_token":"canary-refresh-token"}}""");
        post("/web-hooks", """
                {"id":"w","type":"EVENTS","name":"n","base_uri":"https://hooks.a.example","authentication_method":"HEADER",
                 "username":"X-Key","password":"canary-password","headers":{"X-Further":"canary-header"},
                 "signing_secret":"%s"}""".formatted(FIRST_SIGNING));
        HttpResponse<String> rotated = post("/web-hooks/w/signing-secret", "");
        String second = rotated.body().replaceFirst("(?s).*whsec_([A-Za-z0-9+/=]+).*", "$1");
        assertThat(second).as(rotated.body()).hasSizeGreaterThan(20).hasSizeLessThan(100);

        for (String collection : database().listCollectionNames()) {
            assertThat(raw(collection)).as(collection).doesNotContain(SECRETS).doesNotContain(second);
        }
        assertThat(ENCRYPTED.matcher(raw("sources")).results()).hasSize(5);
        assertThat(ENCRYPTED.matcher(raw("subscriptions")).results())
                .as("password, header, and the signing secrets of now and before")
                .hasSize(4);
    }

    private MongoDatabase database() {
        return gateway.bean(MongoDatabase.class);
    }

    private String raw(String collection) {
        var all = new StringBuilder();
        for (RawBsonDocument row :
                database().getCollection(collection, RawBsonDocument.class).find()) {
            all.append(ISO_8859_1.decode(row.getByteBuffer().asNIO()));
        }
        return all.toString();
    }

    private HttpResponse<String> post(String path, String json) {
        HttpResponse<String> answer = gateway.post(
                "/api/v1/configuration" + path,
                json.getBytes(UTF_8),
                "Authorization",
                "Bearer " + gateway.adminToken(),
                "Content-Type",
                "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return answer;
    }
}
