package dev.tributary.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.tributary.store.StoreContainer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A 200 means stored: whoever is killed afterwards, the event is there once and reaches its subscriber. */
class CrashIT {

    private static final String MASTER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String SECRET = "a-shared-secret-for-tests";
    private static final String PATH = "/hooks/paybook/crash";

    @TempDir
    Path data;

    @Test
    void aGatewayKilledRightAfterThe200LosesNothingOnTheEmbeddedStore() throws Exception {
        try (var sink = new Sink();
                var gateway = new GatewayProcess(data, Map.of("TRIBUTARY_EGRESS_ALLOW", sink.address())).start()) {
            configure(gateway, sink);
            killsAfterThe200(gateway, sink);
        }
    }

    @Test
    void aGatewayKilledRightAfterThe200LosesNothingOnTheContainerStore() throws Exception {
        try (StoreContainer store = StoreContainer.start();
                var sink = new Sink();
                var gateway = new GatewayProcess(data, onContainer(store, sink)).start();
                MongoClient client = MongoClients.create(store.uri())) {
            configure(gateway, sink);
            List<String> acknowledged = killsAfterThe200(gateway, sink);
            assertStoredOnce(client, acknowledged);
        }
    }

    @Test
    void aStoreKilledUnderLoadKeepsEveryAcknowledgedCall() throws Exception {
        try (StoreContainer store = StoreContainer.start();
                var sink = new Sink();
                var gateway = new GatewayProcess(data, onContainer(store, sink)).start();
                MongoClient client = MongoClients.create(store.uri())) {
            configure(gateway, sink);
            var load = new Load(gateway);
            await().until(() -> load.acknowledged.size() > 200);
            store.kill();
            await("refusals while the store is down").until(() -> load.refused.get() > 0);
            store.restart();
            int before = load.acknowledged.size();
            await("calls are taken again by themselves")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> load.acknowledged.size() > before + 200);
            load.stop();
            assertThat(load.unexpected).isEmpty();
            assertStoredOnce(client, List.copyOf(load.acknowledged));
            assertDelivered(sink, List.copyOf(load.acknowledged));
            assertThat(gateway.log()).doesNotContain("\tat ");
        }
    }

    private static List<String> killsAfterThe200(GatewayProcess gateway, Sink sink) throws Exception {
        List<String> acknowledged = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (int call = 0; call < 5; call++) {
                String id = "r" + round + "c" + call;
                assertThat(call(gateway, id)).isEqualTo(200);
                acknowledged.add(id);
            }
            gateway.kill();
            gateway.start();
        }
        assertDelivered(sink, acknowledged);
        assertThat(call(gateway, "r0c0")).isEqualTo(200);
        assertThat(sink.deliveries().stream()
                        .filter(delivery -> delivery.subject().equals("connections/r0c0"))
                        .map(Sink.Delivery::webhookId)
                        .distinct())
                .as("one webhook-id for one event, also after the call was sent again")
                .hasSize(1);
        return acknowledged;
    }

    private static void assertDelivered(Sink sink, List<String> ids) {
        List<String> subjects = ids.stream().map(id -> "connections/" + id).toList();
        await("every acknowledged event is delivered")
                .atMost(Duration.ofMinutes(3))
                .untilAsserted(() -> assertThat(sink.deliveries().stream()
                                .map(Sink.Delivery::subject)
                                .toList())
                        .containsAll(subjects));
    }

    private static void assertStoredOnce(MongoClient client, List<String> ids) {
        Map<String, Integer> stored = new HashMap<>();
        for (Document event :
                client.getDatabase("tributary").getCollection("events").find()) {
            stored.merge(event.getString("subject"), 1, Integer::sum);
        }
        assertThat(ids).allMatch(id -> Integer.valueOf(1).equals(stored.get("connections/" + id)));
    }

    private static Map<String, String> onContainer(StoreContainer store, Sink sink) {
        return Map.of(
                "MONGODB_URI", store.uri(),
                "TRIBUTARY_MASTER_KEY", MASTER_KEY,
                "TRIBUTARY_EGRESS_ALLOW", sink.address());
    }

    private static void configure(GatewayProcess gateway, Sink sink) {
        gateway.create("sources", """
                {"id":"crash","provider":"paybook","scheme":"paybook-header","options":{"header":"X-Secret"},
                 "secrets":[{"value":"%s"}]}""".formatted(SECRET));
        gateway.create("web-hooks", """
                {"type":"EVENTS","name":"sink","base_uri":"http://%s/","authentication_method":"NONE",
                 "signing_secret":"%s"}""".formatted(sink.address(), Sink.SECRET));
    }

    private static int call(GatewayProcess gateway, String id) {
        String body =
                "{\"event\":\"credential_create\",\"id_credential\":\"%s\",\"id_user\":\"u\",\"id_job_uuid\":\"j\",\"is_executing\":1,\"endpoints\":{}}"
                        .formatted(id);
        return gateway.post(PATH, body, "X-Secret", SECRET);
    }

    /** Calls without a pause, until stopped. */
    private static final class Load {

        final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        final Queue<Integer> unexpected = new ConcurrentLinkedQueue<>();
        final AtomicInteger refused = new AtomicInteger();
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicBoolean running = new AtomicBoolean(true);
        private final ExecutorService callers = Executors.newFixedThreadPool(8);

        Load(GatewayProcess gateway) {
            for (int i = 0; i < 8; i++) {
                callers.execute(() -> {
                    while (running.get()) {
                        call(gateway);
                    }
                });
            }
        }

        private void call(GatewayProcess gateway) {
            String id = "n" + next.incrementAndGet();
            int status = CrashIT.call(gateway, id);
            if (status == 200) {
                acknowledged.add(id);
            } else if (status == 503) {
                refused.incrementAndGet();
            } else {
                unexpected.add(status);
            }
        }

        void stop() throws InterruptedException {
            running.set(false);
            callers.shutdown();
            assertThat(callers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
    }
}
