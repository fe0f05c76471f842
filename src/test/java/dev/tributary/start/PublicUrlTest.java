package dev.tributary.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Sources show the address that providers post to, which has to be one where the gateway listens. */
class PublicUrlTest {

    @Test
    void isThatOfThePortUnlessItIsSet() {
        assertThat(publicUrl("--server.port=9400")).isEqualTo("http://localhost:9400");
        assertThat(publicUrl()).isEqualTo("http://localhost:8080");
        assertThat(publicUrl("--server.port=9400", "--tributary.public-url=https://gateway.example"))
                .isEqualTo("https://gateway.example");
    }

    private static String publicUrl(String... settings) {
        try (var context = new SpringApplicationBuilder(PublicUrlTest.class)
                .web(WebApplicationType.NONE)
                .properties("spring.config.location=classpath:/application.yaml") // not the one of the tests
                .run(settings)) {
            return context.getEnvironment().getRequiredProperty("tributary.public-url");
        }
    }
}
