package dev.tributary.api.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizedDomainApiTest {

    private static final String DOMAINS = "/api/v1/configuration/authorized-domains";
    private static final String HOOKS = "/api/v1/configuration/web-hooks";

    private final TestGateway gateway = TestGateway.shared();

    @Test
    void keepsTheConventionsOfTheContract() throws Exception {
        String tenant = gateway.token("domains", TestGateway.EVERYTHING);
        Answer created = gateway.sendAs(tenant, "POST", DOMAINS, "{\"id\":\"d1\",\"domain\":\"Hooks.EXAMPLE.com\"}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body()).isEmpty();
        assertThat(created.header("Location")).isEqualTo(DOMAINS + "/d1");
        assertThat(created.header("Content-Type")).isEqualTo("application/json;charset=UTF-8");
        assertThat(created.header("Cache-Control")).isEqualTo("no-store");
        assertThat(gateway.getAs(tenant, DOMAINS + "/d1").json().at("/domain").asText())
                .isEqualTo("hooks.example.com");
        assertThat(gateway.getAs(tenant, DOMAINS).json().at("/result")).hasSize(1);
        for (String taken :
                new String[] {"{\"id\":\"d1\",\"domain\":\"a.example\"}", "{\"domain\":\"hooks.example.com\"}"}) {
            assertThat(gateway.sendAs(tenant, "POST", DOMAINS, taken).status()).isEqualTo(409);
        }
        assertThat(gateway.sendAs(tenant, "PATCH", DOMAINS + "/d1", "{}").status())
                .isEqualTo(405);
        String other = gateway.token("others", TestGateway.EVERYTHING);
        assertThat(gateway.getAs(other, DOMAINS + "/d1").status()).isEqualTo(404);
        assertThat(gateway.sendAs(other, "DELETE", DOMAINS + "/d1", "").status())
                .isEqualTo(404);
        assertThat(gateway.sendAs(tenant, "DELETE", DOMAINS + "/d1", "").status())
                .isEqualTo(204);
        assertThat(gateway.getAs(tenant, DOMAINS + "/d1").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://example.com",
                "example.com.",
                "example.com:443",
                "*.com",
                "*",
                "a.*.example.com",
                "*example.com",
                "127.0.0.1",
                "0x7f.1",
                "2130706433",
                "[::1]",
                "-a.example",
                "b\u00fccher.example",
                "ex\u0430mple.com",
                "\u212aafka.example",
                "exam ple.com"
            })
    void refusesWhatIsNoDomain(String domain) throws Exception {
        Answer refused = gateway.send("POST", DOMAINS, "{\"domain\":\"" + domain + "\"}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/details").toString()).isEqualTo("[\"domain\"]");
    }

    @Test
    void letsWebHooksPointOnlyToAuthorisedDomains() throws Exception {
        String tenant = gateway.token("restricted", TestGateway.EVERYTHING);
        assertThat(hook(tenant, "https://elsewhere.example/before").status()).isEqualTo(201);
        gateway.sendAs(tenant, "POST", DOMAINS, "{\"id\":\"exact\",\"domain\":\"hooks.ledger.example\"}");
        gateway.sendAs(tenant, "POST", DOMAINS, "{\"id\":\"all\",\"domain\":\"*.books.example\"}");
        gateway.sendAs(tenant, "POST", DOMAINS, "{\"id\":\"local\",\"domain\":\"ledger_app\"}");
        for (String permitted : new String[] {
            "https://hooks.ledger.example",
            "https://HOOKS.Ledger.Example:8443/a?b=https://c.example",
            "https://a.books.example/x",
            "https://a.b.books.example/x",
            "https://ledger_app/x"
        }) {
            assertThat(hook(tenant, permitted).status()).as(permitted).isEqualTo(201);
        }
        for (String refused : new String[] {
            "https://elsewhere.example",
            "https://ledger.example",
            "https://a.hooks.ledger.example",
            "https://evilhooks.ledger.example",
            "https://hooks.ledger.example.evil.example",
            "https://hooks.ledger.examples",
            "https://books.example",
            "https://evilbooks.example",
            "https://a.books.example.evil.example",
            "https://hooks.ledger.example@evil.example",
            "https://evil.example/https://hooks.ledger.example",
            "https://evil.example?hooks.ledger.example",
            "https://evil.example#hooks.ledger.example",
            "https://evil.example\\\\.books.example",
            "https://hooks.ledger.example./x",
            "https://h\u043eoks.ledger.example",
            "https://hooks\u3002ledger.example",
            "https://hooks%2eledger.example",
            "https://xn--hoks-55d.ledger.example",
            "https://93.184.216.34",
            "https://1572395042",
            "https://[2606:2800:220:1::1]"
        }) {
            Answer answer = hook(tenant, refused);
            assertThat(answer.status()).as(refused).isEqualTo(400);
            assertThat(answer.json().at("/details").toString()).isEqualTo("[\"base_uri\"]");
        }
        String free = gateway.token("unrestricted", TestGateway.EVERYTHING);
        assertThat(hook(free, "https://elsewhere.example").status()).isEqualTo(201);
    }

    private Answer hook(String tenant, String baseUri) throws Exception {
        return gateway.sendAs(
                tenant,
                "POST",
                HOOKS,
                "{\"type\":\"DABP\",\"name\":\"Hook\",\"authentication_method\":\"NONE\",\"base_uri\":\"" + baseUri
                        + "\"}");
    }
}
