package dev.tributary.followup.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tributary.followup.paybook.PaybookResources;
import dev.tributary.provider.ProviderDescriptor.FollowUps;
import dev.tributary.provider.ProviderDescriptor.FollowUps.Kind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathAllowListTest {

    private static final String CONNECTION = "5e793889ea4c5165d46f9811";

    private final PathAllowList allowed;

    PathAllowListTest() {
        var kinds = new LinkedHashMap<String, Kind>();
        kinds.put("credential", new Kind(List.of("/v1/credentials/{connection}")));
        kinds.put("account", new Kind(List.of("/v1/accounts")));
        kinds.put("transaction", new Kind(List.of("/v1/transactions")));
        kinds.put("attachment", new Kind(List.of("/v1/attachments", "/v1/attachments/export")));
        Map<String, String> query = Map.of(
                "id_credential", "{connection}",
                "limit", "[0-9]+",
                "skip", "[0-9]+",
                "dt_refresh_from", "[0-9]+",
                "keywords", "[^;]*",
                "wbhk", "1");
        allowed = new PathAllowList(
                new FollowUps("api_key api_key={key},id_user={user}", query, kinds, null, "paybook"),
                new PaybookResources());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "credential, /v1/credentials/5e793889ea4c5165d46f9811",
        "account, /v1/accounts?id_credential=5e793889ea4c5165d46f9811&limit=5000&skip=0&wbhk=1",
        "account, /v1/accounts",
        "transaction, /v1/transactions?id_credential=5e793889ea4c5165d46f9811&dt_refresh_from=1684177200&limit=5000",
        "transaction, /v1/transactions?keywords=caf%C3%A9a%20b+c",
        "attachment, /v1/attachments/export?id_credential=5e793889ea4c5165d46f9811"
    })
    void permitsWhatTheProviderLists(String kind, String href) {
        assertThat(allowed.permits(kind, href, CONNECTION)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "//evil/x",
                "https://evil",
                "https://evil/v1/accounts",
                "@evil",
                "/v1/../../admin",
                "/v1/accounts/../../admin",
                "/v1/accounts@evil",
                "/v1//accounts",
                "/v1/accounts?keywords=//evil",
                "/v1/accounts?keywords=https://evil",
                "/v1/accounts?keywords=https%3A%2F%2Fevil",
                "/v1\\accounts",
                "/v1/accounts\\..\\admin",
                "/v1/accounts\r\nHost: evil",
                "/v1/accounts?keywords=\r\nHost: evil",
                "/v1/accounts?keywords=%0d%0aHost:%20evil",
                "/v1/accounts?keywords=%250d%250a",
                "/v1/%2e%2e/%2e%2e/admin",
                "/v1/accounts?keywords=%2e%2e",
                "/v1/accounts?keywords=%252e%252e",
                "/v1/accounts?keywords=%25252e%25252e%25252f",
                "/v1/%2f%2fevil",
                "/v1/accounts?keywords=%2f%2f",
                "/v1/accounts?keywords=%5c",
                "/v1/accounts?keywords=%00",
                "/v1/accounts#fragment",
                "/v1/accounts?keywords=%23",
                "/v1/accounts?keywords=%zz",
                "/v1/accounts?keywords=%2",
                "/v1/accounts?keywords={{env:HOME}}",
                "/v1/{{env:HOME}}",
                "/v1/accounts?keywords=${env:HOME}",
                "/v1/accounts?keywords=a b",
                "/v1/accounts?keywords=\u00e9",
                "/v1/accounts/",
                "/v1/accounts/1",
                "/v1/users",
                "/V1/accounts",
                "v1/accounts",
                " /v1/accounts"
            })
    void refusesWhatLeadsElsewhere(String href) {
        assertThat(allowed.permits("account", href, CONNECTION)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/accounts?id_credential=another",
                "/v1/accounts?id_credential",
                "/v1/accounts?id_credential=",
                "/v1/accounts?id%5Fcredential=5e793889ea4c5165d46f9811",
                "/v1/accounts?id_credential=%35e793889ea4c5165d46f9811",
                "/v1/accounts?id_credential=5e793889ea4c5165d46f9811&id_credential=another",
                "/v1/accounts?id_credential=5e793889ea4c5165d46f9811&id_credential=5e793889ea4c5165d46f9811",
                "/v1/accounts?id_credential=5e793889ea4c5165d46f9811&ID_CREDENTIAL=another",
                "/v1/accounts?Id_Credential=5e793889ea4c5165d46f9811",
                "/v1/accounts?keywords=x;id_credential=another",
                "/v1/accounts?keywords=x%3Bid_credential=another",
                "/v1/accounts?keywords=x%3bid_credential%3Danother",
                "/v1/accounts?keywords=x%26id_credential=another",
                "/v1/accounts?keywords=x%2526id_credential%253Danother",
                "/v1/accounts?keywords=x%252526id_credential=another",
                "/v1/accounts?limit=5000&limit=1"
            })
    void refusesAQueryThatCanBeReadAsAnotherConnection(String href) {
        assertThat(allowed.permits("account", href, CONNECTION)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/accounts?id_user=5e751d54d0510472295413b3",
                "/v1/accounts?api_key=x",
                "/v1/accounts?token=x",
                "/v1/accounts?id_account=x",
                "/v1/accounts?x",
                "/v1/accounts?&limit=1",
                "/v1/accounts?limit=1&",
                "/v1/accounts?limit=1%26id_user=2",
                "/v1/accounts?LIMIT=1",
                "/v1/accounts?lim%69t=1",
                "/v1/accounts?limit=1?id_user=2"
            })
    void refusesAQueryNameThatTheProviderFileDoesNotList(String href) {
        assertThat(allowed.permits("account", href, CONNECTION)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/credentials/another",
                "/v1/credentials/5E793889EA4C5165D46F9811",
                "/v1/credentials/%35e793889ea4c5165d46f9811",
                "/v1/credentials/5e793889ea4c5165d46f9811/",
                "/v1/credentials/5e793889ea4c5165d46f9811/x",
                "/v1/credentials/5e793889ea4c5165d46f9811;x",
                "/v1/credentials/"
            })
    void refusesAPathThatNamesAnotherConnection(String href) {
        assertThat(allowed.permits("credential", href, CONNECTION)).isFalse();
        assertThat(allowed.permits("credential", href, null)).isFalse();
    }

    @Test
    void refusesAQueryThatNamesAConnectionWhereTheEventNamesNone() {
        assertThat(allowed.permits("account", "/v1/accounts?id_credential=null", null))
                .isFalse();
    }

    @Test
    void refusesAPathOfAnotherKindAndKindsThatTheProviderDoesNotHave() {
        assertThat(allowed.permits("transaction", "/v1/accounts", CONNECTION)).isFalse();
        assertThat(allowed.permits("user", "/v1/accounts", CONNECTION)).isFalse();
        assertThat(allowed.permits("account", null, CONNECTION)).isFalse();
    }

    @Test
    void ordersKindsAsTheProviderFileDoes() {
        assertThat(List.of(allowed.rank("credential"), allowed.rank("attachment"), allowed.rank("unheard")))
                .containsExactly(0, 3, 4);
    }

    /** A URL of an event may be long and under an attacker's control. With 30 letters, the last two take Java's engine minutes. */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/(a+)+$", "/v1/(a|aa)+$", "/v1/(.*a){20}$", "/v1/((a*)*)*$"})
    void anExpressionTakesNoTimeBeyondThatOfTheText(String path) {
        var kinds = new LinkedHashMap<String, Kind>();
        kinds.put("account", new Kind(List.of(path)));
        var rules = new PathAllowList(
                new FollowUps("{key}", Map.of("keywords", path.substring(4)), kinds, null, "paybook"),
                new PaybookResources());
        String letters = "a".repeat(1_900);
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            assertThat(rules.permits("account", "/v1/" + letters + "!", CONNECTION))
                    .isFalse();
            assertThat(rules.permits("account", "/v1/" + letters, CONNECTION)).isTrue();
            assertThat(rules.permits(
                            "account", "/v1/aaaaaaaaaaaaaaaaaaaaa?keywords=" + letters.substring(40) + "!", CONNECTION))
                    .isFalse();
        });
    }
}
