package dev.tributary.followup.paybook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.banking.Connection;
import dev.tributary.banking.Transaction;
import dev.tributary.followup.api.UnfetchableException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowReaderTest {

    private final RowReader reader = new RowReader("default", "s1");

    @Test
    void readsThePublishedCredential() throws IOException {
        Connection connection =
                reader.connection(sample("api-credentials-200.json").get(0));

        assertThat(connection.providerId()).isEqualTo("5e727097db79ef1a0b3193a2");
        assertThat(connection.userId()).isEqualTo("5dde750d8c91e77a123e7013");
        assertThat(connection.institution())
                .isEqualTo(new Connection.Institution("56cf4ff5784806152c8b4567", "56cf5728784806f72b8b4568"));
        assertThat(connection.authorized()).isTrue();
        assertThat(connection.locked()).isFalse();
        assertThat(connection.refreshedAt()).hasToString("2020-03-18T22:35:43Z");
    }

    @Test
    void readsThePublishedTransactions() throws IOException {
        List<JsonNode> rows = sample("api-transactions-200.json");
        Transaction first = reader.transaction(rows.get(0), id -> "America/Mexico_City");
        Transaction disabled = reader.transaction(rows.get(2), id -> "America/Mexico_City");

        assertThat(first.bookedDate()).hasToString("2018-08-01");
        assertThat(first.accountId()).isEqualTo("5703f88223428348328b45db");
        assertThat(first.disabled()).isFalse();
        assertThat(disabled.disabled()).isTrue();
        assertThat(disabled.disabledAt()).hasToString("2019-06-25T22:04:21Z");
    }

    @ParameterizedTest(name = "local midnight in {0} is {1}")
    @CsvSource({
        "America/Mexico_City, 1533099600, 2018-08-01",
        "Europe/Madrid, 1533074400, 2018-08-01",
        "Australia/Sydney, 1533045600, 2018-08-01",
        ", 1533074400, 2018-07-31",
        "Nowhere, 1533074400, 2018-07-31"
    })
    void datesATransactionAtItsSite(@Nullable String zone, long moment, String date) {
        JsonNode row = row("{\"id_transaction\":\"t\",\"dt_transaction\":" + moment + "}");

        Transaction transaction = reader.transaction(row, id -> zone);
        assertThat(transaction.bookedDate()).hasToString(date);
        assertThat(transaction.bookedDateAssumed()).isEqualTo((zone == null || zone.equals("Nowhere")) ? true : null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "\"0\"", "0.0", "-1", "\"\"", "null", "\"1970-01-01T00:00:00Z\""})
    void takesZeroForNoTime(String zero) {
        String row =
                "{\"id_transaction\":\"t\",\"dt_transaction\":%1$s,\"dt_deleted\":%1$s,\"dt_disable\":%1$s,\"dt_refresh\":%1$s}";
        Transaction transaction = reader.transaction(row(row.formatted(zero)), id -> null);

        assertThat(transaction.bookedDate()).isNull();
        assertThat(transaction.bookedDateAssumed()).isNull();
        assertThat(transaction.refreshedAt()).isNull();
        assertThat(transaction.deleted()).isFalse();
        assertThat(transaction.disabled()).isFalse();
    }

    @Test
    void takesTheOtherSpellingOfATimeWhereTheFirstIsZero() {
        JsonNode row = row("{\"id_transaction\":\"t\",\"dt_refresh\":0,\"dt_refreshed\":1584641716}");

        assertThat(reader.transaction(row, id -> null).refreshedAt()).hasToString("2020-03-19T18:15:16Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dt_refresh\":1584641716",
                "dt_refreshed\":1584641716",
                "dt_refresh\":null,\"dt_refreshed\":\"1584641716"
            })
    void readsBothSpellingsOfAMoment(String member) {
        String quote = member.endsWith("\"1584641716") ? "\"" : "";
        JsonNode row = row("{\"id_transaction\":\"t\",\"" + member + quote + "}");

        assertThat(reader.transaction(row, id -> null).refreshedAt()).hasToString("2020-03-19T18:15:16Z");
    }

    @Test
    void takesADisabledMomentForTheFlagWhereThereIsNone() {
        JsonNode row = row("{\"id_transaction\":\"t\",\"dt_disabled\":1584641716,\"reference\":\"\"}");

        Transaction transaction = reader.transaction(row, id -> null);

        assertThat(transaction.disabled()).isTrue();
        assertThat(transaction.reference()).isNull();
        assertThat(transaction.amount()).isNull();
        assertThat(transaction.creditDebitIndicator()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "is_deleted":"1"                     | deleted
            "is_deleted":1                       | deleted
            "is_deleted":" TRUE "                | deleted
            "is_deleted":1.0                     | deleted
            "dt_deleted":1584641716              | deleted
            "is_deleted":null,"dt_deleted":"2020-03-19T18:15:16Z" | deleted
            "is_pending":"1"                     | pending
            "is_pending":"Yes"                   | pending
            "is_disabled":1                      | disabled
            "is_disable":0,"is_disabled":"true"  | disabled
            "is_deleted":"0","is_pending":"","is_disable":"false" | none
            "is_deleted":0,"dt_deleted":1584641716 | none
            "is_pending":false                   | none
            """)
    void readsAFlagInEverySpelling(String members, String flag) {
        Transaction transaction = reader.transaction(row("{\"id_transaction\":\"t\"," + members + "}"), id -> null);

        assertThat(transaction.deleted()).isEqualTo(flag.equals("deleted"));
        assertThat(transaction.pending()).isEqualTo(flag.equals("pending"));
        assertThat(transaction.disabled()).isEqualTo(flag.equals("disabled"));
    }

    @Test
    void readsTheFlagsOfAccountsAndCredentials() {
        assertThat(reader.account(row("{\"id_account\":\"a\",\"is_disabled\":\"1\"}"))
                        .disabled())
                .isTrue();
        assertThat(reader.connection(row("{\"id_credential\":\"c\",\"is_locked\":\"1\",\"is_authorized\":\"0\"}")))
                .satisfies(connection -> {
                    assertThat(connection.locked()).isTrue();
                    assertThat(connection.authorized()).isFalse();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"is_deleted\":\"perhaps\"",
                "\"is_pending\":{\"value\":1}",
                "\"dt_transaction\":1e300",
                "\"dt_transaction\":\"soon\"",
                "\"amount\":\"much\"",
                "\"amount\":1e99"
            })
    void refusesARowWithAMemberThatCannotBeRead(String member) {
        JsonNode row = row("{\"id_transaction\":\"t\"," + member + "}");

        assertThatThrownBy(() -> reader.transaction(row, id -> null))
                .isInstanceOfSatisfying(UnfetchableException.class, e -> assertThat(e.isTransient())
                        .isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"amount", "dt_transaction"})
    @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void refusesANumberOfAMillionDigitsWithoutReadingIt(String member) {
        JsonNode row = row("{\"id_transaction\":\"t\",\"" + member + "\":\"" + "9".repeat(4_000_000) + "\"}");

        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> reader.transaction(row, id -> null)).isInstanceOf(UnfetchableException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"amount, 1.50", "dt_transaction, 1700000000"})
    void refusesANumberWrittenWithMoreThanFortyCharactersHoweverSmallItIs(String member, String number) {
        String forty = "0".repeat(40 - number.length()) + number;
        String text = "{\"id_transaction\":\"t\",\"%s\":\"%s\"}";

        assertThat(reader.transaction(row(text.formatted(member, forty)), id -> null))
                .isNotNull();
        assertThatThrownBy(() -> reader.transaction(row(text.formatted(member, "0" + forty)), id -> null))
                .isInstanceOf(UnfetchableException.class);
    }

    @Test
    @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void takesANumberOfAMillionDigitsForNoAnswerWithoutReadingIt() {
        String digits = "9".repeat(4_000_000);

        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> row("{\"id_transaction\":\"t\",\"amount\":" + digits + "}"))
                    .isInstanceOf(UnfetchableException.class);
        }
    }

    @Test
    void refusesATextThatIsNotADescription() {
        JsonNode row = row("{\"id_transaction\":\"t\",\"description\":\"" + "x".repeat(10_001) + "\"}");

        assertThatThrownBy(() -> reader.transaction(row, id -> null)).isInstanceOf(UnfetchableException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "1e-99999999999", "-1E+2147483648"})
    void takesANumberThatJavaCannotHoldForNoAnswer(String number) {
        assertThatThrownBy(() -> row("{\"id_transaction\":\"t\",\"x\":" + number + "}"))
                .isInstanceOf(UnfetchableException.class);
    }

    private static JsonNode row(String json) {
        return Envelope.parse(("{\"response\":" + json + "}").getBytes(UTF_8))
                .rows()
                .get(0);
    }

    private static List<JsonNode> sample(String name) throws IOException {
        try (InputStream in = RowReaderTest.class.getResourceAsStream("/samples/paybook/" + name)) {
            return Envelope.parse(Objects.requireNonNull(in, name).readAllBytes())
                    .rows();
        }
    }
}
