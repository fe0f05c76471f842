package dev.tributary.followup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.provider.ProviderDescriptor.FollowUps;
import dev.tributary.provider.ProviderDescriptor.FollowUps.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathAllowListTest {

    private static final String CONNECTION = "5e793889ea4c5165d46f9811";

    private final PathAllowList allowed;

    PathAllowListTest() {
        var kinds = new LinkedHashMap<String, Kind>();
        kinds.put("credential", new Kind(List.of("/v1/credentials/[0-9A-Za-z]+")));
        kinds.put("account", new Kind(List.of("/v1/accounts")));
        kinds.put("transaction", new Kind(List.of("/v1/transactions")));
        kinds.put("attachment", new Kind(List.of("/v1/attachments", "/v1/attachments/export")));
        allowed = new PathAllowList(new FollowUps("api_key api_key={key},id_user={user}", kinds));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "credential, /v1/credentials/5e793889ea4c5165d46f9811",
        "account, /v1/accounts?id_credential=5e793889ea4c5165d46f9811&limit=5000&skip=0&wbhk=1",
        "account, /v1/accounts",
        "transaction, /v1/transactions?id_credential=5e793889ea4c5165d46f9811&dt_refresh_from=1684177200&limit=5000",
        "transaction, /v1/transactions?keywords=caf%C3%A9&x=a%20b&y=a+b",
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
                "/v1/accounts?next=//evil",
                "/v1/accounts?next=https://evil",
                "/v1/accounts?next=https%3A%2F%2Fevil",
                "/v1\\accounts",
                "/v1/accounts\\..\\admin",
                "/v1/accounts\r\nHost: evil",
                "/v1/accounts?x=\r\nHost: evil",
                "/v1/accounts?x=%0d%0aHost:%20evil",
                "/v1/accounts?x=%250d%250a",
                "/v1/%2e%2e/%2e%2e/admin",
                "/v1/accounts?x=%2e%2e",
                "/v1/accounts?x=%252e%252e",
                "/v1/accounts?x=%25252e%25252e%25252f",
                "/v1/%2f%2fevil",
                "/v1/accounts?x=%2f%2f",
                "/v1/accounts?x=%5c",
                "/v1/accounts?x=%00",
                "/v1/accounts#fragment",
                "/v1/accounts?x=%23",
                "/v1/accounts?x=%zz",
                "/v1/accounts?x=%2",
                "/v1/accounts?x={{env:HOME}}",
                "/v1/{{env:HOME}}",
                "/v1/accounts?x=${env:HOME}",
                "/v1/accounts?x=a b",
                "/v1/accounts?x=\u00e9",
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
                "/v1/accounts?id%5Fcredential=another",
                "/v1/accounts?id_credential=5e793889ea4c5165d46f9811&id_credential=another"
            })
    void refusesAQueryThatNamesAnotherConnection(String href) {
        assertThat(allowed.permits("account", href, CONNECTION)).isFalse();
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
}
