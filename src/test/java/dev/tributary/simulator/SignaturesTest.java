package dev.tributary.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Vectors published by the providers, or computed with another tool from their descriptions. */
class SignaturesTest {

    private static final String REFRESH =
            "{\"context\":{\"userId\":\"u1\"},\"event\":\"refresh:finished\",\"content\":{\"credentialsId\":\"c1\"}}";
    private static final String PUBLISHED = "{\"context\": {...}, \"event\": \"...\",  \"content\": {...}}";
    private static final String SIXPARK = """
            {"data":{"id":"ecb20ef1-a543-4ae5-9446-0661a882a616","type":"webhook-event","attributes":\
            {"even_type":"ACCOUNT_ONBOARDED"},"relationships":{"webhook":{"data":{"type":"webhook","id":\
            "75fe2702-114a-401c-8a5f-61d9fa15e0eb"},"links":{"related":\
            "https://app.sixpark.com.au/api/v1/webhooks/75fe2702-114a-401c-8a5f-61d9fa15e0eb"}},"account":{"data":\
            {"type":"account","id":"f11b778a-3c83-43b5-a481-6b46e4d8aabb"},"links":{"related":"https://..."}}}}}""";

    @Test
    void signsAsTinkPublishedIt() {
        assertThat(Signatures.tinkEvents("top_secret_top_secret_top_secret", 1620198421, PUBLISHED))
                .isEqualTo("t=1620198421,v1=3808bca389150582fd78bdb5e3dfcf46f99ff168d37d60cdc13da7c5e49abefb");
        assertThat(Signatures.tinkEvents("top_secret_top_secret_top_secret", 1620198421, REFRESH))
                .isEqualTo("t=1620198421,v1=fe5c42b918d99a98534b83e8df33d52246b0993da50692998c65f79afbf7acd1");
    }

    @Test
    void signsTheBareBodyInLowerCaseHex() {
        assertThat(Signatures.hexHmac("webhook_secret_123", "{\"type\":\"credentials.updated\"}"))
                .isEqualTo("018df1672d5d8b64144f06287a90110f4113180b2c9c24eff9a95928ce202797");
        assertThat(Signatures.hexHmac("webhook_secret_123", "{\"type\":\"test\",\"data\":{}}"))
                .isEqualTo("46ffb5910c215535caf0caa693a3cfdf4863dbdcb1a508247257e53523c3a2ae");
    }

    @Test
    void signsForSixParkInHexAndInBase64() {
        String token = "b7bcf4a088215ed9396b07c9e8b931a5697bc0c4";
        assertThat(Signatures.hexHmac(token, SIXPARK))
                .isEqualTo("a81495d2e98df6682fb427e1455b4e60e2c1282a6bb54a4ef4bbef5487fdf047");
        assertThat(Signatures.base64Hmac(token, SIXPARK)).isEqualTo("qBSV0umN9mgvtCfhRVtOYOLBKCprtUpO9LvvVIf98Ec=");
    }

    @Test
    void issuesTheTokenOfSyncfy() {
        String key = "c3luY2Z5LXRlc3Qtc2lnbmF0dXJlLWtleS0wMTIzNDU2";
        assertThat(Signatures.syncfyToken(key, "{\"iat\":1686942378}"))
                .isEqualTo(
                        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE2ODY5NDIzNzh9.XU18Evh_UQtCM5mbF-7kXZQJqkhi7i6PaDzZwOUAwd0");
    }
}
