package dev.tributary.egress;

import static dev.tributary.egress.CallingRoute.status;
import static dev.tributary.egress.PersistentServer.OK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.egress.OutgoingHttp.Limits;
import dev.tributary.egress.OutgoingHttp.NoConnectionException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As many calls at a time as the limits name connections never wait for one. */
@Timeout(60)
class OutgoingPoolTest {

    private static final int PLACES = 4;
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(5), 64 * 1024, true, PLACES, PLACES);

    private final ExecutorService threads = Executors.newFixedThreadPool(PLACES);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<PersistentServer> servers = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        ended.countDown();
        threads.shutdownNow();
        for (PersistentServer server : servers) {
            server.close();
        }
    }

    @Test
    void noCallWaitsThoughConnectionsToOtherHostsAreKept() throws Exception {
        for (int i = 0; i < 3 * PLACES; i++) {
            servers.add(new PersistentServer((it, connection, request, peer) -> {
                it.take(peer);
                peer.send(OK);
            }));
        }
        try (var route = new CallingRoute(LIMITS)) {
            List<Future<List<Exchange>>> calls = new ArrayList<>();
            for (int place = 0; place < PLACES; place++) {
                int first = place;
                calls.add(threads.submit(() -> callInTurn(route, first, 200)));
            }
            for (Future<List<Exchange>> call : calls) {
                assertThat(call.get()).hasSize(200).allMatch(answer -> status(answer) == 200);
            }
        }
    }

    private List<Exchange> callInTurn(CallingRoute route, int first, int count) {
        List<Exchange> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(route.call(servers.get((first + i) % servers.size()).url("/in")));
        }
        return answers;
    }

    @Test
    void failsACallBeyondTheConnectionsWithoutSendingIt() throws Exception {
        var silent = new PersistentServer((it, connection, request, peer) -> {
            it.take(peer);
            peer.in().read();
        });
        servers.add(silent);
        try (var route = new CallingRoute(LIMITS)) {
            List<Future<Exchange>> calls = new ArrayList<>();
            for (int place = 0; place < PLACES; place++) {
                calls.add(threads.submit(() -> route.call(silent.url("/in"), "held")));
            }
            await().until(() -> silent.requests().size() == PLACES);

            assertThat(route.call(silent.url("/in"), "too many").getException())
                    .isInstanceOf(NoConnectionException.class);
            assertThat(silent.requests()).hasSize(PLACES).containsOnly("held");
            for (Future<Exchange> call : calls) {
                assertThat(CallFailure.of(call.get().getException())).isEqualTo(CallFailure.TIMEOUT);
            }
        }
    }

    @Test
    void aKeptConnectionWhoseOtherEndNoLongerReadsDelaysNoOtherCall(@TempDir Path folder) throws Exception {
        var certificates = new TestCertificates(folder);
        SSLContext before = SSLContext.getDefault();
        SSLContext.setDefault(certificates.trusting());
        try (var route = new CallingRoute(LIMITS)) {
            for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
                List<PersistentServer> kept = new ArrayList<>();
                for (int i = 0; i < PLACES; i++) {
                    PersistentServer server = deaf(certificates, protocol);
                    kept.add(server);
                    assertThat(status(route.call(server.url("/in")))).isEqualTo(200);
                }
                assertThat(kept).noneMatch(server -> server.closed() > 0);
                var other = new PersistentServer((it, connection, request, peer) -> {
                    it.take(peer);
                    peer.send(OK);
                });
                servers.add(other);
                long start = System.nanoTime();
                assertThat(status(route.call(other.url("/in")))).isEqualTo(200);
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .as(protocol)
                        .isLessThan(Duration.ofSeconds(1));
            }
        } finally {
            SSLContext.setDefault(before);
        }
    }

    private PersistentServer deaf(TestCertificates certificates, String protocol) throws Exception {
        var server = new PersistentServer(certificates.serving("good"), (it, connection, request, peer) -> {
            Socket socket = peer.socket();
            ((SSLSocket) socket).setEnabledProtocols(new String[] {protocol});
            it.take(peer);
            peer.send(OK);
            awaitEnd();
        });
        servers.add(server);
        return server;
    }

    private void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
