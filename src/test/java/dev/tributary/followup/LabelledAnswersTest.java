package dev.tributary.followup;

import static dev.tributary.followup.PaybookApi.ACCOUNTS;
import static dev.tributary.followup.PaybookApi.EXPORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.banking.DocumentFile;
import dev.tributary.banking.store.BankingQuery;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.followup.PaybookApi.Answer;
import dev.tributary.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers whose bytes are not what their headers say. */
class LabelledAnswersTest {

    private static final BankingQuery ALL = new BankingQuery("default", null, null, null, null, 10_000);

    private final PaybookApi api = new PaybookApi();
    private FollowUpGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new FollowUpGateway(TestDatabase.embedded(), List.of(Duration.ZERO, Duration.ofMillis(50)))
                .withSource("s1", api.baseUri(), 100);
    }

    @AfterEach
    void close() {
        gateway.close();
        api.close();
    }

    private void receiveAndAwait(String... resources) {
        gateway.receive(RefreshedEvents.refreshed("e1", "s1", resources));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(gateway.pending("e1")).isEqualTo(Pending.FAN_OUT));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html | <!DOCTYPE html><html>Sign in</html>",
                "application/octet-stream | \uFEFF <html lang=en>Sign in</html>",
                "application/zip | <?xml version=\"1.0\"?><!-- x --><!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0\">",
                "text/html; charset=utf-8 | Bad gateway"
            })
    void triesAgainWhereAWebPageAnswers(String type, String page) {
        api.on(EXPORT, Answer.json(200, page).with("Content-Type", type), Answer.zip(ArchiveBytes.of("a.pdf", "%PDF")));

        receiveAndAwait("attachment", EXPORT);

        assertThat(gateway.resources("e1")).containsExactly("attachment fetched 1");
        assertThat(gateway.documents.find(ALL).found())
                .extracting(DocumentFile::name)
                .containsExactly("a.pdf");
    }

    @Test
    void takesAnArchiveAndRowsForWhatTheyAreWhateverTheirLabelIs() {
        api.on(EXPORT, Answer.zip(ArchiveBytes.of("a.pdf", "%PDF")).with("Content-Type", "application/json"));
        api.on(
                "/v1/documents",
                Answer.json(200, "{\"response\":[{\"id_document\":\"c\"}]}").with("Content-Type", "application/zip"));
        api.on("/v1/accounts", Answer.sample("api-accounts-200.json").with("Content-Type", "text/html"));

        receiveAndAwait("attachment", EXPORT, "document", "/v1/documents?limit=5000", "account", ACCOUNTS);

        assertThat(gateway.resources("e1"))
                .containsExactly("attachment fetched 1", "document fetched 1", "account fetched 6");
    }
}
