package dev.tributary.crash;

import static com.mongodb.client.model.Filters.regex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoDatabase;
import dev.tributary.faultrun.Audit;
import dev.tributary.faultrun.Endpoint;
import dev.tributary.faultrun.Form;
import dev.tributary.faultrun.GatewayProcess;
import dev.tributary.faultrun.Load;
import dev.tributary.faultrun.Load.Kind;
import dev.tributary.faultrun.Store;
import dev.tributary.faultrun.TestBed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The master key is changed while two gateways take calls; the rotation is killed in its middle and run again. */
class KeyChangeIT {

    private static final String KEYS = "TRIBUTARY_MASTER_KEY";
    private static final String COMMAND = "rotate-keys";
    private static final String OLD_ID = "630dcd29";
    private static final String NEW = "new:MjM0NTY3ODk6Ozw9Pj9AQUJDREVGR0hJSktMTU5PUFE=";
    private static final int ROWS = Form.choose(250, 3000);

    @TempDir
    Path data;

    private final Set<String> acknowledged = new HashSet<>();

    @Test
    void aRotationKilledUnderLoadIsResumedAndTheOldKeyIsNoLongerNeeded() throws Exception {
        try (var bed = new TestBed(Store.CONTAINER, data)) {
            Endpoint endpoint = bed.sink().endpoint("sink");
            bed.gateway().api().subscribe(endpoint, "bank.connection.*");
            bed.gateway().api().subscribeAll(others(bed), "bank.payment.executed.v1");
            bed.set(KEYS, NEW + "," + TestBed.MASTER_KEY);
            bed.gateway().kill();
            GatewayProcess first = bed.gateway().start();
            GatewayProcess second = bed.startGateway();
            Load load = Load.start(Kind.CREATED, 100, first, second);
            try (load) {
                killInTheMiddle(bed);
                Process resumed = first.command(COMMAND);
                second.api().addSecret(Load.SOURCE, "added-secret");
                assertThat(resumed.waitFor(2, TimeUnit.MINUTES)).isTrue();
                assertThat(resumed.exitValue()).as(first.commandLog(COMMAND)).isZero();
            }
            assertThat(load.others()).as("answers other than 200").isEmpty();
            acknowledged.addAll(load.events());
            assertThat(bed.inDatabase(KeyChangeIT::raw)).doesNotContain(OLD_ID + ".");
            withoutTheOldKey(bed, endpoint, first, second);
        }
    }

    private static void killInTheMiddle(TestBed bed) throws Exception {
        bed.<Void>inDatabase(database -> {
            try {
                Process rotation = bed.gateway().command(COMMAND);
                await("secrets are encrypted again")
                        .atMost(Duration.ofMinutes(1))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> encryptedWith(database, "new") > 0);
                rotation.destroyForcibly().onExit().join();
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        long done = bed.inDatabase(database -> encryptedWith(database, "new"));
        long left = bed.inDatabase(database -> encryptedWith(database, OLD_ID));
        Form.say("key rotation: killed after %d subscriptions, %d were left", done, left);
        assertThat(done).isPositive();
        assertThat(left).as("subscriptions that a killed rotation has left").isPositive();
    }

    private void withoutTheOldKey(TestBed bed, Endpoint endpoint, GatewayProcess... gateways) throws Exception {
        bed.set(KEYS, NEW);
        for (GatewayProcess gateway : gateways) {
            gateway.kill();
            gateway.start();
        }
        Load load = Load.run(Kind.CREATED, 100, Duration.ofSeconds(2), gateways);
        assertThat(load.others())
                .as("answers other than 200 without the old key")
                .isEmpty();
        acknowledged.addAll(load.events());
        assertThat(Load.callLater(gateways[0], "by-the-added-secret", "added-secret")
                        .join())
                .as("the answer to the secret that was added during the rotation")
                .isEqualTo(200);
        new Audit(endpoint, acknowledged).awaitNothingMissing(Form.takeOver());
        for (String list : List.of("sources", "web-hooks")) {
            assertThat(gateways[1].api().get("/api/v1/configuration/" + list).toString())
                    .doesNotContain("unusable");
        }
        Form.say("key rotation: %d acknowledged, none missing at the endpoint", acknowledged.size());
    }

    private static List<Endpoint> others(TestBed bed) {
        return IntStream.range(0, ROWS)
                .mapToObj(i -> bed.sink().endpoint("row" + i))
                .toList();
    }

    private static long encryptedWith(MongoDatabase database, String key) {
        return database.getCollection("subscriptions").countDocuments(regex("secret", "^" + key + "\\."));
    }

    /** All that the database holds of sources and subscriptions. */
    private static String raw(MongoDatabase database) {
        var all = new StringBuilder();
        for (String collection : List.of("sources", "subscriptions")) {
            for (Document row : database.getCollection(collection).find()) {
                all.append(row.toJson());
            }
        }
        return all.toString();
    }
}
