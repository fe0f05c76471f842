package dev.tributary.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.event.Event;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which Syncfy's third version writes a refresh. */
class PaybookFormsTest {

    private static final String CALL = """
            {"rid":"r","events":[{"header":{"event":{"eid":"1","name":"credentials.refreshed"}},"payload":%s}]}""";

    private static final String BY_KIND = """
            {"credential":["/v1/credentials/c"],"accounts":["/v1/accounts?limit=1"],
             "transactions":["/v1/transactions","/v1/transactions?skip=1"],"attachments":["/v1/attachments/export?a=b"]}""";

    private static final String ONE_LIST = """
            ["/v1/attachments/export?a=b","/v1/transactions","/v1/accounts?limit=1","/v1/documents?id_job_webhook=1",
             "/v1/transactions?skip=1","/v1/credentials/c"]""";

    private final Mapping mapping = new Mapping();

    private static String payload(String endpoints) {
        return "{\"id_credential\":\"c\",\"id_user\":\"u\",\"endpoints\":" + endpoints + "}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "[%s]"})
    void becomeTheSameEvent(String form) {
        for (String endpoints : List.of(BY_KIND, ONE_LIST)) {
            Event event = mapping.one("paybook", CALL.formatted(form.formatted(payload(endpoints))));

            assertThat(event.type()).isEqualTo("bank.connection.refreshed.v1");
            assertThat(event.subject()).isEqualTo("connections/c");
            assertThat(event.data().get("resources"))
                    .isEqualTo(List.of(
                            Map.of("kind", "credential", "href", "/v1/credentials/c"),
                            Map.of("kind", "account", "href", "/v1/accounts?limit=1"),
                            Map.of("kind", "transaction", "href", "/v1/transactions"),
                            Map.of("kind", "transaction", "href", "/v1/transactions?skip=1"),
                            Map.of("kind", "attachment", "href", "/v1/attachments/export?a=b")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{\"id_credential\":\"c\"},{\"id_credential\":\"d\"}]", "\"c\"", "null"})
    void areUnmappedWhereThePayloadIsNotOneObject(String payload) {
        assertThat(mapping.one("paybook", CALL.formatted(payload)).type()).isEqualTo("gateway.provider.unmapped.v1");
    }

    @Test
    void keepAPathThatOnlyBeginsLikeAKnownOneApart() {
        Event event = mapping.one("paybook", CALL.formatted(payload("[\"/v1/accountsx\",\"/v1/accounts\",7]")));

        assertThat(event.data().get("resources")).isEqualTo(List.of(Map.of("kind", "account", "href", "/v1/accounts")));
    }
}
