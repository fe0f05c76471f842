package dev.tributary.followup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.tributary.TestGateway.Answer;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Six Park's webhooks link an account, which is fetched from the host of the source and kept. */
class AccountLinkTest {

    private static final String TOKEN = "b7bcf4a088215ed9396b07c9e8b931a5697bc0c4";

    private static ReceivingGateway receiving;

    @BeforeAll
    static void start() throws Exception {
        receiving = new ReceivingGateway("0s");
        Answer created = receiving.gateway.send(
                "POST", "/api/v1/configuration/sources", """
                {"id":"six","provider":"sixpark","scheme":"sixpark","secrets":[{"value":"%s"}],
                 "api":{"base_uri":"%s/api/v1","api_key":"access-token","rate":1000}}""".formatted(TOKEN, receiving.api.baseUri()));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        receiving.close();
    }

    @Test
    void keepsTheLinkedAccount() throws Exception {
        String path = path("a1");
        receiving.api.on(path, PaybookApi.Answer.json(200, """
                {"id":"a1","display_name":"Growth","open":false,"links":{"self":"x"}}"""));

        JsonNode event = ended("ACCOUNT_ONBOARDED", "a1", receiving.api.baseUri() + path);

        assertThat(event.path("type").asText()).isEqualTo("bank.account.onboarded.v1");
        assertThat(event.at("/data/resources/0/state").asText()).isEqualTo("fetched");
        assertThat(event.at("/data/resources/0/count").asInt()).isOne();
        JsonNode account =
                receiving.gateway.get("/api/v1/accounts?accountId=a1").json().at("/result/0");
        assertThat(account.path("name").asText()).isEqualTo("Growth");
        assertThat(account.path("kind").asText()).isEqualTo("investment");
        assertThat(account.path("disabled").asBoolean()).isTrue();
        assertThat(receiving.api.requests())
                .filteredOn(request -> request.uri().equals(path))
                .singleElement()
                .satisfies(request -> assertThat(request.authorization()).isEqualTo("Bearer access-token"));
    }

    @ParameterizedTest(name = "open: {1}")
    @CsvSource({
        "o1, true, false",
        "o2, 0, true",
        "o3, '\"false\"', true",
        "o4, '\" No \"', true",
        "o5, '\"1\"', false",
        "o6, null, false"
    })
    void readsWhetherAnAccountIsOpenInEverySpelling(String account, String open, boolean disabled) throws Exception {
        receiving.api.on(
                path(account), PaybookApi.Answer.json(200, "{\"id\":\"%s\",\"open\":%s}".formatted(account, open)));

        ended("ACCOUNT_OPENED", account, receiving.api.baseUri() + path(account));

        assertThat(receiving
                        .gateway
                        .get("/api/v1/accounts?accountId=" + account)
                        .json()
                        .at("/result/0/disabled"))
                .isEqualTo(BooleanNode.valueOf(disabled));
    }

    @Test
    void fetchesWithAnAccessTokenOfTheClientAndRenewsItOnce() throws Exception {
        Answer created = receiving.gateway.send(
                "POST", "/api/v1/configuration/sources", """
                {"id":"client","provider":"sixpark","scheme":"sixpark","secrets":[{"value":"%s"}],
                 "api":{"base_uri":"%s/api/v1","client_id":"c","client_secret":"a-client-secret","rate":1000}}""".formatted(TOKEN, receiving.api.baseUri()));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        receiving.api.on(
                "/api/v1/oauth/token",
                PaybookApi.Answer.json(200, "{\"access_token\":\"first\",\"expires_in\":7200}"),
                PaybookApi.Answer.json(200, "{\"access_token\":\"second\",\"expires_in\":7200}"));
        receiving.api.on(
                path("e1"),
                PaybookApi.Answer.json(401, "{}"),
                PaybookApi.Answer.json(200, "{\"id\":\"e1\",\"open\":true}"));

        JsonNode event = ended("client", "ACCOUNT_OPENED", "e1", receiving.api.baseUri() + path("e1"));

        assertThat(event.at("/data/resources/0/state").asText()).isEqualTo("fetched");
        assertThat(receiving.api.requests())
                .filteredOn(request -> request.uri().equals(path("e1")))
                .extracting(PaybookApi.Request::authorization)
                .containsExactly("Bearer first", "Bearer second");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "b1, http://127.0.0.1:1",
        "b2, http://localhost:{port}",
        "b3, http://user@127.0.0.1:{port}",
        "b4, http://127.0.0.1:{port}@example.com",
        "b5, https://127.0.0.1:{port}",
        "b6, https://example.com",
        "b7, ''",
        "b8, //127.0.0.1:{port}"
    })
    void followsNoLinkToAnotherHost(String account, String origin) throws Exception {
        String port = receiving.api.baseUri().replaceAll(".*:", "");

        JsonNode event = ended("ACCOUNT_OPENED", account, origin.replace("{port}", port) + path(account));

        assertThat(event.at("/data/resources/0/state").asText()).isEqualTo("failed");
        assertThat(event.at("/data/resources/0/reason").asText()).isEqualTo("refused");
        assertThat(receiving.api.uris()).doesNotContain(path(account));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "c1, /api/v1/users/u1/accounts/another",
        "c2, /api/v1/users/u1/accounts/c2/../another",
        "c3, /api/v1/users/../users/u1/accounts/c3",
        "c4, /api/v1/users/u1/accounts/c4?x=1",
        "c5, /api/v1/users/u1/accounts/c5#x",
        "c6, /api/v1/webhooks/c6",
        "c7, /api/v1/users/u%2F1/accounts/c7"
    })
    void followsNoLinkToSomethingElse(String account, String path) throws Exception {
        JsonNode event = ended("ACCOUNT_OPENED", account, receiving.api.baseUri() + path);

        assertThat(event.at("/data/resources/0/reason").asText()).isEqualTo("refused");
        assertThat(receiving.api.uris()).noneMatch(uri -> uri.contains(account) || uri.contains("another"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "d1, 404, {}, not_found",
        "d2, 200, [], malformed",
        "d3, 200, '{\"id\":null}', malformed",
        "d4, 200, '{\"id\":\"\u00a0\"}', malformed"
    })
    void letsTheEventGoOutWithoutAnAccountThatCannotBeRead(String account, int status, String body, String reason)
            throws Exception {
        receiving.api.on(path(account), PaybookApi.Answer.json(status, body));

        JsonNode event = ended("ACCOUNT_OPENED", account, receiving.api.baseUri() + path(account));

        assertThat(event.at("/data/resources/0/reason").asText()).isEqualTo(reason);
    }

    private static String path(String account) {
        return "/api/v1/users/u1/accounts/" + account;
    }

    private static JsonNode ended(String type, String account, String link) throws Exception {
        return ended("six", type, account, link);
    }

    private static JsonNode ended(String source, String type, String account, String link) throws Exception {
        String body = """
                {"data":{"id":"event-%s","type":"webhook-event","attributes":{"event_type":"%s"},"relationships":{
                 "webhook":{"data":{"type":"webhook","id":"w1"}},
                 "account":{"data":{"type":"account","id":"%1$s"},"links":{"related":"%s"}}}}}""".formatted(account, type, link);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(TOKEN.getBytes(UTF_8), "HmacSHA256"));
        String signature = HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
        Answer answer =
                receiving.gateway.send("POST", "/hooks/sixpark/" + source, body, "X-SixPark-Signature", signature);
        assertThat(answer.body()).isEqualTo("{\"status\":\"accepted\"}");
        String list = "/api/v1/events?subject=accounts/" + account;
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(receiving
                        .gateway
                        .get(list)
                        .json()
                        .at("/result/0/data/resources/0/state")
                        .asText())
                .isIn("fetched", "failed"));
        return receiving.gateway.get(list).json().at("/result/0");
    }
}
