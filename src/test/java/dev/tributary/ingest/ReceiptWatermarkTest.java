package dev.tributary.ingest;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway;
import dev.tributary.eventstore.EventReader;
import dev.tributary.platform.membership.IdsInUse;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.ReceiptStore;
import dev.tributary.source.SourceDirectory;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How far a sweep has come: no receipt is read for ever, and none is hidden. */
class ReceiptWatermarkTest {

    private static final String SECRET = "watermark-secret-0123456789";
    private static TestGateway gateway;
    private static Sweeps sweeps;

    private final Instant now = Instant.now();

    @BeforeAll
    static void start() {
        gateway = TestGateway.start();
        sweeps = new Sweeps(gateway, stored -> {});
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aReceiptOfAnUnreadableSourceIsMappedOnceTheSourceIsRepairedAndKeepsTheSweepFromNoOther() {
        Receipt lost = receiveAndLose("unreadable");
        Object secrets = Objects.requireNonNull(database()
                        .getCollection("sources")
                        .find(eq("_id", "unreadable"))
                        .first())
                .getList("secrets", Document.class);
        change("unreadable", "none");

        sweeps.sweep(Sweeps.alive("a", now, now.plusSeconds(300)));
        sweeps.sweep(Sweeps.alive("a", now, now.plusSeconds(600)));

        assertThat(isMapped(lost)).isFalse();
        assertThat(sweeps.doneTo()).isAfter(now.plusSeconds(500));
        change("unreadable", secrets);
        sweeps.sweep(Sweeps.alive("a", now, now.plusSeconds(900)));
        assertThat(isMapped(lost)).isTrue();
    }

    @Test
    void aGatewayWhoseClockIsAheadHidesNoReceiptOfOneThatBeginsLater() {
        sweeps.sweep(Sweeps.alive("ahead", now.plusSeconds(1000), now.plusSeconds(2000)));
        Receipt lost = receiveAndLose("later");
        sweeps.sweep(
                Sweeps.alive("ahead", now.plusSeconds(1000), now.plusSeconds(2300)),
                Sweeps.alive("right", now.minusSeconds(1), now.plusSeconds(300)));
        assertThat(isMapped(lost)).isTrue();
    }

    @Test
    void aGatewayWhoseClockIsBehindHidesNoneOfItsReceipts() {
        sweeps.sweep(
                Sweeps.alive("right", now.plusSeconds(1000), now.plusSeconds(2000)),
                Sweeps.alive("behind", now.minusSeconds(100), now));
        Receipt lost = receiveAndLose("behind");
        sweeps.sweep(
                Sweeps.alive("right", now.plusSeconds(1000), now.plusSeconds(2300)),
                Sweeps.alive("behind", now.minusSeconds(100), now.plusSeconds(300)));
        assertThat(isMapped(lost)).isTrue();
    }

    /** The gateway that was here before has stored under ids of the future. */
    @Test
    void aClockThatWasAheadAndWasSetRightHidesNoReceiptAfterARestart() {
        sweeps.sweep(Sweeps.alive("before", now.plusSeconds(1000), now.plusSeconds(2000)));
        Receipt lost = receiveAndLose("restarted");
        sweeps.sweep(Sweeps.alive("after", now.minusSeconds(1), now.plusSeconds(300)));
        assertThat(isMapped(lost)).isTrue();
    }

    @Test
    void theHeartbeatOfAGatewaySaysWhichIdsItUses() {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(gateway.bean(IdsInUse.Reader.class).all()).hasSize(1));
        Receipt received = receive("heartbeat");
        IdsInUse ids = gateway.bean(IdsInUse.Reader.class).all().get(0);
        assertThat(received.id()).isGreaterThan(ids.since()).isGreaterThan(ids.checkpoint());
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        gateway.bean(IdsInUse.Reader.class).all().get(0).checkpoint())
                .isGreaterThan(received.id()));
        assertThat(gateway.bean(IdsInUse.Reader.class).all().get(0).since()).isEqualTo(ids.since());
    }

    private static void change(String source, Object secrets) {
        database()
                .getCollection("sources")
                .updateOne(
                        eq("_id", source),
                        combine(set("secrets", secrets), set("modifiedAt", Date.from(Instant.now()))));
        database().getCollection("changes").updateOne(eq("_id", "sources"), inc("count", 1L));
        gateway.bean(SourceDirectory.class).follow();
    }

    private static Receipt receive(String source) {
        gateway.source(source, "paybook", "paybook-header", Map.of("header", "X-Secret"), SECRET, null);
        byte[] body = "{\"event\":\"credential_create\",\"id_credential\":\"c\"}".getBytes(UTF_8);
        assertThat(gateway.post("/hooks/paybook/" + source, body, "X-Secret", SECRET)
                        .statusCode())
                .isEqualTo(200);
        return gateway.bean(ReceiptStore.class)
                .find("default", source, null, null, 1)
                .get(0)
                .receipt();
    }

    private static Receipt receiveAndLose(String source) {
        Receipt receipt = receive(source);
        database()
                .getCollection("events")
                .deleteOne(eq("_id", receipt.eventIds().get(0)));
        return receipt;
    }

    private static boolean isMapped(Receipt receipt) {
        return gateway.bean(EventReader.class)
                .find("default", receipt.eventIds().get(0))
                .isPresent();
    }

    private static MongoDatabase database() {
        return gateway.bean(MongoDatabase.class);
    }
}
