package dev.tributary.api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of the OpenAPI document, without a token. */
class DocumentPageTest {

    private static final TestGateway GATEWAY = TestGateway.shared();

    @Test
    void loadsAllThatItNamesFromTheGatewayItself() throws Exception {
        assertThat(read("/docs").header("Location")).endsWith("/docs/index.html");
        Answer page = read("/docs/index.html");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.body()).doesNotContainPattern("<script>|<style|style=| on[a-z]+=");
        Matcher named = Pattern.compile("(?:href|src)=\"([^\"]+)\"").matcher(page.body());
        int count = 0;
        while (named.find()) {
            assertThat(read("/docs/" + named.group(1)).status())
                    .as(named.group(1))
                    .isEqualTo(200);
            count++;
        }
        assertThat(count).isGreaterThan(3);
        assertThat(read("/docs/swagger-ui-bundle.js").body()).contains("SwaggerUIBundle");
    }

    @Test
    void servesNoOtherFile() throws Exception {
        assertThat(read("/docs/application.yaml").status()).isEqualTo(404);
        assertThat(read("/docs/..%2fapplication.yaml").status()).isIn(400, 404);
        assertThat(GATEWAY.send("POST", "/docs/index.html", "{}").status()).isEqualTo(401);
    }

    private static Answer read(String path) throws Exception {
        return GATEWAY.sendAs("", "GET", path, "");
    }
}
