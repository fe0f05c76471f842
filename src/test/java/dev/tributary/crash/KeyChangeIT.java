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
import dev.tributary.security.secret.SecretCipher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
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
    /** Each has a key of its own. */
    private static final int USERS = Form.choose(250, 3000);

    /** Every collection that holds secrets. */
    private static final List<String> WITH_SECRETS =
            List.of("sources", "provider_tokens", "subscriptions", "userkeys", "erasures", "rejected_proofs");

    @TempDir
    Path data;

    private final Set<String> acknowledged = new HashSet<>();

    @Test
    void aRotationKilledUnderLoadIsResumedAndTheOldKeyIsNoLongerNeeded() throws Exception {
        try (var bed = new TestBed(Store.CONTAINER, data)) {
            Endpoint endpoint = bed.sink().endpoint("sink");
            bed.gateway().api().subscribe(endpoint, "bank.connection.*");
            bed.gateway().api().subscribeAll(others(bed), "bank.payment.executed.v1");
            fill(bed);
            assertThat(bed.inDatabase(KeyChangeIT::withOldKey)).containsExactlyInAnyOrderElementsOf(WITH_SECRETS);
            bed.set(KEYS, NEW + "," + TestBed.MASTER_KEY);
            bed.gateway().kill();
            GatewayProcess first = bed.gateway().start();
            GatewayProcess second = bed.startGateway();
            Load load = Load.start(Kind.CREATED, 100, first, second);
            try (load) {
                killInTheMiddleOf("subscriptions", "secret", bed);
                killInTheMiddleOf("userkeys", "key", bed);
                Process resumed = first.command(COMMAND);
                second.api().addSecret(Load.SOURCE, "added-secret");
                assertThat(resumed.waitFor(2, TimeUnit.MINUTES)).isTrue();
                assertThat(resumed.exitValue()).as(first.commandLog(COMMAND)).isZero();
            }
            assertThat(load.others()).as("answers other than 200").isEmpty();
            acknowledged.addAll(load.events());
            assertThat(bed.inDatabase(KeyChangeIT::withOldKey))
                    .as("collections with secrets of the old key")
                    .isEmpty();
            withoutTheOldKey(bed, endpoint, first, second);
        }
    }

    /** What neither a call nor the API leaves in the store at once is put there by the driver. */
    private static void fill(TestBed bed) {
        for (int user = 0; user < USERS; user++) {
            assertThat(call(bed, user, Load.SECRET)).isEqualTo(200);
        }
        assertThat(call(bed, 0, "wrong")).isEqualTo(401);
        var old = SecretCipher.of(TestBed.MASTER_KEY);
        bed.inDatabase(database -> {
            String token = old.encrypt("provider_tokens/" + Load.SOURCE, "a-token");
            database.getCollection("provider_tokens")
                    .insertOne(new Document("_id", Load.SOURCE)
                            .append("tenant", "default")
                            .append("configured", token)
                            .append("refreshToken", token));
            return database.getCollection("erasures")
                    .insertOne(new Document("_id", "e")
                            .append("tenant", "default")
                            .append("userId", old.encrypt("e", "u"))
                            .append("endedAt", new Date()));
        });
        await("the rejected call is kept")
                .until(() -> bed.inDatabase(KeyChangeIT::withOldKey).contains("rejected_proofs"));
    }

    private static int call(TestBed bed, int user, String secret) {
        String body = """
                {"event": "credential_update", "id_credential": "c%d", "id_user": "user%1$d", "id_external": "tax-%1$d",
                 "id_job": "%s", "is_executing": 1}""".formatted(user, secret);
        return bed.gateway().post("/hooks/paybook/" + Load.SOURCE, body, Load.SECRET_HEADER, secret);
    }

    private static void killInTheMiddleOf(String collection, String member, TestBed bed) {
        bed.<Void>inDatabase(database -> {
            try {
                Process rotation = bed.gateway().command(COMMAND);
                await("secrets are encrypted again")
                        .atMost(Duration.ofMinutes(1))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> encryptedWith("new", collection, member, database) > 0);
                rotation.destroyForcibly().onExit().join();
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        long done = bed.inDatabase(database -> encryptedWith("new", collection, member, database));
        long left = bed.inDatabase(database -> encryptedWith(OLD_ID, collection, member, database));
        Form.say("key rotation: killed after %d of %s, %d were left", done, collection, left);
        assertThat(done).isPositive();
        assertThat(left).as("%s that a killed rotation has left", collection).isPositive();
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
        for (int user = 0; user < USERS; user++) {
            assertThat(gateways[0]
                            .api()
                            .get("/api/v1/events?subject=connections/c" + user)
                            .at("/result/0/data/user/externalId")
                            .asText())
                    .isEqualTo("tax-" + user);
        }
        Form.say("key rotation: %d acknowledged, none missing at the endpoint", acknowledged.size());
    }

    private static List<Endpoint> others(TestBed bed) {
        return IntStream.range(0, ROWS)
                .mapToObj(i -> bed.sink().endpoint("row" + i))
                .toList();
    }

    private static long encryptedWith(String key, String collection, String member, MongoDatabase database) {
        return database.getCollection(collection).countDocuments(regex(member, "^" + key + "\\."));
    }

    /** The collections in which a value of the old key stands. */
    private static List<String> withOldKey(MongoDatabase database) {
        List<String> found = new ArrayList<>();
        for (String collection : database.listCollectionNames()) {
            for (Document row : database.getCollection(collection).find()) {
                if (row.toJson().contains(OLD_ID + ".")) {
                    found.add(collection);
                    break;
                }
            }
        }
        return found;
    }
}
