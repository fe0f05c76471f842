package dev.tributary.api.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored credentials go to another scheme, host or port only when they are sent again. */
class MovedAddressTest {

    private static final String CONFIGURATION = "/api/v1/configuration/";

    private final TestGateway gateway = TestGateway.shared();
    private final String id = UUID.randomUUID().toString();

    @BeforeEach
    void createsASource() throws Exception {
        Answer created = gateway.send("POST", CONFIGURATION + "sources", """
                {"id":"%s","provider":"paybook","scheme":"paybook-header","secrets":[{"value":"x"}],
                 "options":{"header":"X-Proof"},"api":{"base_uri":"https://api.paybook.test/v1","api_key":"key"}}""".formatted(id));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.paybook.example/v1",
                "https://api.paybook.test.example/v1",
                "https://api.paybook.test:8443/v1",
                "http://api.paybook.test:443/v1"
            })
    void refusesToSendTheKeyOfASourceElsewhere(String elsewhere) throws Exception {
        Answer refused = changeSource("{\"api\":{\"base_uri\":\"%s\"}}".formatted(elsewhere));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/details").toString()).isEqualTo("[\"api.api_key\"]");
        assertThat(refused.json().at("/errors/0/detail").asText()).contains("must be sent again");
        assertThat(sourceBase()).isEqualTo("https://api.paybook.test/v1");

        assertThat(changeSource("{\"api\":{\"base_uri\":\"%s\",\"api_key\":\"new\"}}".formatted(elsewhere))
                        .status())
                .isEqualTo(204);
        assertThat(sourceBase()).isEqualTo(elsewhere);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.paybook.test",
                "https://api.paybook.test/v2",
                "https://API.paybook.TEST/v1",
                "https://api.paybook.test:443/v1"
            })
    void keepsTheKeyOfASourceAtItsHost(String there) throws Exception {
        assertThat(changeSource("{\"api\":{\"base_uri\":\"%s\"}}".formatted(there))
                        .status())
                .isEqualTo(204);
        assertThat(sourceBase()).isEqualTo(there);
    }

    @Test
    void needsTheKeyOfASourceAgainAfterItsApiWasRemoved() throws Exception {
        changeSource("{\"api\":null}");
        assertThat(changeSource("{\"api\":{\"base_uri\":\"https://api.paybook.test/v1\"}}")
                        .json()
                        .at("/details")
                        .toString())
                .isEqualTo("[\"api.api_key\"]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            BASIC  | "username":"u","password":"p"                            |                                   | ["password"]
            HEADER | "username":"X-Key","password":"p"                        |                                   | ["password"]
            HEADER | "username":"X-Key","password":"p"                        | ,"username":"X-Other"             | ["password"]
            NONE   | "headers":{"X-Key":"p"}                                  |                                   | ["headers"]
            NONE   | "headers":{"X-Key":"p"}                                  | ,"headers":{"X-Key":null}         | ["headers"]
            NONE   | "headers":{"X-Key":"p","X-B":"q"}                        | ,"headers":{"X-B":"r","X-Key":null} | ["headers"]
            BASIC  | "username":"u","password":"p","headers":{"X-Key":"p"}    |                                   | ["password","headers"]
            BASIC  | "username":"u","password":"p","headers":{"X-Key":"p"}    | ,"password":"new"                 | ["headers"]
            """)
    void refusesToSendStoredCredentialsOfAWebHookElsewhere(String method, String stored, String more, String details)
            throws Exception {
        create(method, stored);
        String change = more == null ? "" : more;
        for (String elsewhere : new String[] {"https://other.example/in", "https://ledger.example:8443/in"}) {
            Answer refused = changeHook("{\"base_uri\":\"%s\"%s}".formatted(elsewhere, change));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().at("/details").toString()).isEqualTo(details);
            assertThat(refused.json().at("/errors/0/detail").asText()).contains("must be sent again");
        }
        assertThat(changeHook("{\"base_uri\":\"https://ledger.example/other\"%s}".formatted(change))
                        .status())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            BASIC  | "username":"u","password":"p"                         | ,"password":"new"
            BASIC  | "username":"u","password":"p"                         | ,"authentication_method":"NONE"
            NONE   | "headers":{"X-Key":"p"}                               | ,"headers":{"X-Key":"new"}
            NONE   | "headers":{"X-Key":"p"}                               | ,"headers":null
            NONE   | "headers":{"X-Key":"p"}                               | ,"headers":{}
            NONE   | "rate_limit":1                                        | ,"name":"Moved"
            """)
    void takesAWebHookElsewhereWithNewCredentialsOrNone(String method, String stored, String more) throws Exception {
        create(method, stored);
        assertThat(changeHook("{\"base_uri\":\"https://other.example/in\"%s}".formatted(more))
                        .status())
                .isEqualTo(204);
    }

    private void create(String method, String stored) throws Exception {
        Answer created = gateway.send("POST", CONFIGURATION + "web-hooks", """
                {"id":"%s","type":"EVENTS","name":"Ledger","base_uri":"https://ledger.example/in",
                 "authentication_method":"%s",%s}""".formatted(id, method, stored));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
    }

    private Answer changeHook(String body) throws Exception {
        return gateway.send("PATCH", CONFIGURATION + "web-hooks/" + id, body);
    }

    private Answer changeSource(String body) throws Exception {
        return gateway.send("PATCH", CONFIGURATION + "sources/" + id, body);
    }

    private String sourceBase() throws Exception {
        return gateway.get(CONFIGURATION + "sources/" + id)
                .json()
                .at("/api/base_uri")
                .asText();
    }
}
