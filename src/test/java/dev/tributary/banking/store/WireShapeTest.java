package dev.tributary.banking.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.tributary.banking.Account;
import dev.tributary.banking.Connection;
import dev.tributary.banking.CreditDebit;
import dev.tributary.banking.DocumentFile;
import dev.tributary.banking.Money;
import dev.tributary.banking.Transaction;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** The members of a record on the wire: those of the query interface, in its order, and nothing internal. */
class WireShapeTest {

    private static final Instant MOMENT = Instant.parse("2020-03-19T18:15:16Z");
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    @Test
    void writesAConnection() throws Exception {
        var connection = new Connection(
                "i", "s", "p", new Connection.Institution("o", "l"), true, false, MOMENT, 3, "default", "user");

        assertThat(JSON.writeValueAsString(connection)).isEqualTo("""
                {"id":"i","sourceId":"s","providerId":"p","institution":{"id":"o","siteId":"l"},"authorized":true,\
                "locked":false,"refreshedAt":"2020-03-19T18:15:16Z","version":3}""");
    }

    @Test
    void writesAnAccount() throws Exception {
        var account = new Account(
                "i",
                "s",
                "c",
                "p",
                "ACME",
                "Checking",
                "1",
                new Money("1099.00", "MXN"),
                CreditDebit.CREDIT,
                new Account.Institution("o", "l", "Acme Bank"),
                false,
                MOMENT,
                3,
                "default",
                "UTC");

        assertThat(JSON.writeValueAsString(account)).isEqualTo("""
                {"id":"i","sourceId":"s","connectionId":"RzPpr8QU_MGASu6l-BSKLazZpQKs1d9HE5z_tODN3H8",\
                "providerConnectionId":"c","providerId":"p","name":"ACME","kind":"Checking",\
                "number":"1","balance":{"amount":"1099.00","currency":"MXN"},"creditDebitIndicator":"credit",\
                "institution":{"id":"o","siteId":"l","name":"Acme Bank"},"disabled":false,\
                "refreshedAt":"2020-03-19T18:15:16Z","version":3}""");
    }

    @Test
    void writesWhatTheProviderSentInPlaceOfACurrency() throws Exception {
        assertThat(JSON.writeValueAsString(new Money("60.5", "XXX", "PESOS", null)))
                .isEqualTo("""
                {"amount":"60.5","currency":"XXX","providerCurrency":"PESOS"}""");
    }

    @Test
    void writesATransaction() throws Exception {
        var transaction = new Transaction(
                "i",
                "s",
                "c",
                "a",
                "p",
                LocalDate.of(2018, 8, 1),
                "text",
                "r",
                new Money("60.00", "MXN"),
                CreditDebit.DEBIT,
                false,
                true,
                false,
                MOMENT,
                3,
                "default",
                MOMENT,
                "UTC",
                MOMENT,
                MOMENT);

        assertThat(JSON.writeValueAsString(transaction)).isEqualTo("""
                {"id":"i","sourceId":"s","connectionId":"RzPpr8QU_MGASu6l-BSKLazZpQKs1d9HE5z_tODN3H8",\
                "providerConnectionId":"c","accountId":"lByQPzEdObYPZ_-tICLCCjGCCyK1IJUpW1foZdbX_YI",\
                "providerAccountId":"a","providerId":"p",\
                "bookedDate":"2018-08-01","description":"text","reference":"r",\
                "amount":{"amount":"60.00","currency":"MXN"},"creditDebitIndicator":"debit","pending":false,\
                "deleted":true,"disabled":false,"refreshedAt":"2020-03-19T18:15:16Z","version":3}""");
    }

    @Test
    void saysThatADateWasAssumed() throws Exception {
        var transaction = new Transaction(
                "i",
                "s",
                null,
                null,
                "p",
                LocalDate.of(2018, 8, 1),
                null,
                null,
                null,
                null,
                false,
                false,
                false,
                null,
                3,
                "default",
                MOMENT,
                null,
                null,
                null);

        assertThat(JSON.writeValueAsString(transaction))
                .contains("\"bookedDate\":\"2018-08-01\"")
                .contains("\"bookedDateAssumed\":true");
    }

    @Test
    void writesADocumentWithoutItsBytes() throws Exception {
        var file = new DocumentFile("i", "s", "c", "e", "a.pdf", "application/pdf", 7, "abc", "default");

        assertThat(JSON.writeValueAsString(file)).isEqualTo("""
                {"id":"i","sourceId":"s","connectionId":"RzPpr8QU_MGASu6l-BSKLazZpQKs1d9HE5z_tODN3H8",\
                "providerConnectionId":"c","eventId":"e","name":"a.pdf",\
                "contentType":"application/pdf","size":7,"sha256":"abc"}""");
    }
}
