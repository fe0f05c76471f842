package dev.tributary.followup;

import static dev.tributary.followup.PaybookApi.ACCOUNTS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.followup.PaybookApi.Answer;
import dev.tributary.store.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers with a content coding that was not requested. */
class CodedAnswersTest {

    private static final byte[] ACCOUNT = "{\"response\":[{\"id_account\":\"a1\"}]}".getBytes(UTF_8);
    private static final int LIMIT = 32 << 20;

    private final PaybookApi api = new PaybookApi();
    private FollowUpGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new FollowUpGateway(TestDatabase.embedded(), List.of(Duration.ZERO))
                .withSource("s1", api.baseUri(), 100);
    }

    @AfterEach
    void close() {
        gateway.close();
        api.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "x-gzip", " gzip "})
    void inflatesGzip(String coding) throws IOException {
        assertThat(fetched(coding, gzip(ACCOUNT))).isEqualTo("account fetched 1");
    }

    @Test
    void inflatesGzipOfSeveralMembersAndDeflate() throws IOException {
        var members = new ByteArrayOutputStream();
        members.writeBytes(gzip(Arrays.copyOf(ACCOUNT, 5)));
        members.writeBytes(gzip(Arrays.copyOfRange(ACCOUNT, 5, ACCOUNT.length)));
        assertThat(fetched("gzip", members.toByteArray())).isEqualTo("account fetched 1");
        var deflated = new ByteArrayOutputStream();
        write(new DeflaterOutputStream(deflated), ACCOUNT);
        assertThat(fetched("deflate", deflated.toByteArray())).isEqualTo("account fetched 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "identity"})
    void takesBytesThatAreNotInTheirCodingAsTheyAre(String coding) {
        assertThat(fetched(coding, ACCOUNT)).isEqualTo("account fetched 1");
    }

    @Test
    void inflatesNoMoreThanAnAnswerMayHave() throws IOException {
        byte[] most = Arrays.copyOf(ACCOUNT, LIMIT);
        Arrays.fill(most, ACCOUNT.length, most.length, (byte) ' ');
        assertThat(fetched("gzip", gzip(most))).isEqualTo("account fetched 1");

        byte[] more = Arrays.copyOf(most, LIMIT + 1);
        more[LIMIT] = ' ';
        assertThat(fetched("gzip", gzip(more))).startsWith("account failed");
    }

    @Test
    void failsOnAnAnswerThatIsCutShortOrInAnUnknownCoding() throws IOException {
        byte[] whole = gzip(ACCOUNT);
        assertThat(fetched("gzip", Arrays.copyOf(whole, whole.length - 9))).startsWith("account failed");
        assertThat(fetched("br", ACCOUNT)).startsWith("account failed");
        assertThat(fetched("gzip, gzip", whole)).startsWith("account failed");
    }

    private int events;

    private String fetched(String coding, byte[] body) {
        api.on(
                ACCOUNTS,
                new Answer(
                        200, Map.of("Content-Type", "application/json", "Content-Encoding", coding), body, () -> {}));
        String id = "e" + events++;
        gateway.receive(RefreshedEvents.refreshed(id, "s1", "account", ACCOUNTS));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(gateway.pending(id)).isEqualTo(Pending.FAN_OUT));
        return gateway.resources(id).get(0);
    }

    private static byte[] gzip(byte[] content) throws IOException {
        var out = new ByteArrayOutputStream();
        write(new GZIPOutputStream(out), content);
        return out.toByteArray();
    }

    private static void write(OutputStream out, byte[] content) throws IOException {
        try (out) {
            out.write(content);
        }
    }
}
