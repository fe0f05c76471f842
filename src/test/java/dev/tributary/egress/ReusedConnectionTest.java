package dev.tributary.egress;

import static dev.tributary.egress.CallingRoute.CUT;
import static dev.tributary.egress.CallingRoute.status;
import static dev.tributary.egress.PersistentServer.OK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Subscribers that end a kept connection without a word, just when it is used again. */
@Timeout(60)
class ReusedConnectionTest {

    private final CallingRoute route = new CallingRoute(CUT);

    @AfterEach
    void stop() throws Exception {
        route.close();
    }

    @Test
    void eachCallSucceedsThoughTheSubscriberClosesAfterEachAnswer() throws Exception {
        try (var server = new PersistentServer((it, connection, request, peer) -> {
            it.take(peer);
            peer.send(OK);
            peer.close();
        })) {
            for (int i = 1; i <= 60; i++) {
                assertThat(status(route.call(server.url("/in"), "e" + i))).isEqualTo(200);
                int closed = i;
                await().until(() -> server.closed() >= closed);
            }
            assertThat(server.requests()).containsExactlyElementsOf(ids(60));
        }
    }

    @Test
    void eachCallSucceedsThoughTheSubscriberClosesAsTheNextRequestArrives() throws Exception {
        try (var server = new PersistentServer((it, connection, request, peer) -> {
            if (request == 1) {
                it.take(peer);
                peer.send(OK);
            } else if (peer.in().read() >= 0) {
                peer.close();
            }
        })) {
            for (int i = 1; i <= 20; i++) {
                assertThat(status(route.call(server.url("/in"), "e" + i))).isEqualTo(200);
            }
            assertThat(server.requests()).containsExactlyElementsOf(ids(20));
        }
    }

    @Test
    void eachCallSucceedsThoughTheSubscriberResetsAfterTheNextRequestArrived() throws Exception {
        try (var server = new PersistentServer((it, connection, request, peer) -> {
            it.take(peer);
            if (request == 1) {
                peer.send(OK);
            } else {
                peer.reset();
            }
        })) {
            for (int i = 1; i <= 20; i++) {
                assertThat(status(route.call(server.url("/in"), "e" + i))).isEqualTo(200);
            }
        }
    }

    @Test
    void theReplacementIsANewConnectionThoughOthersAreKept() throws Exception {
        var together = new CountDownLatch(4);
        try (var server = new PersistentServer((it, connection, request, peer) -> {
            it.take(peer);
            together.countDown();
            awaitAll(together);
            peer.send(OK);
        })) {
            callTogether(server.url("/in"), 4);
            assertThat(server.connections()).isEqualTo(4);
            server.closeConnections();
            await().until(() -> server.closed() == 4);

            assertThat(status(route.call(server.url("/in"), "last"))).isEqualTo(200);
            assertThat(server.connections()).isEqualTo(5);
        }
    }

    @Test
    void aFreshConnectionThatGivesNoAnswerIsNotReplaced() throws Exception {
        try (var server = new PersistentServer((it, connection, request, peer) -> {
            it.take(peer);
            peer.close();
        })) {
            assertThat(route.call(server.url("/in"), "once").getException()).isInstanceOf(IOException.class);
            assertThat(server.requests()).containsExactly("once");
        }
    }

    @Test
    void aReplacementThatGivesNoAnswerIsNotReplacedAgain() throws Exception {
        try (var server = new PersistentServer((it, connection, request, peer) -> {
            it.take(peer);
            if (connection == 1 && request == 1) {
                peer.send(OK);
            } else {
                peer.close();
            }
        })) {
            assertThat(status(route.call(server.url("/in"), "first"))).isEqualTo(200);
            assertThat(route.call(server.url("/in"), "second").getException()).isInstanceOf(IOException.class);
            assertThat(server.requests()).containsExactly("first", "second", "second");
        }
    }

    @Test
    void aReusedConnectionThatBrokeAfterTheFirstByteOfAnAnswerIsNotReplaced() throws Exception {
        try (var server = new PersistentServer((it, connection, request, peer) -> {
            it.take(peer);
            if (request == 1) {
                peer.send(OK);
            } else {
                peer.send("H");
                peer.close();
            }
        })) {
            assertThat(status(route.call(server.url("/in"), "first"))).isEqualTo(200);
            assertThat(route.call(server.url("/in"), "second").getException()).isInstanceOf(IOException.class);
            assertThat(server.requests()).containsExactly("first", "second");
        }
    }

    @Test
    void aReusedConnectionThatIsSilentIsNotReplaced() throws Exception {
        try (var server = new PersistentServer((it, connection, request, peer) -> {
            it.take(peer);
            if (request == 1) {
                peer.send(OK);
            } else {
                assertThat(peer.in().read()).isNegative();
                peer.close();
            }
        })) {
            assertThat(status(route.call(server.url("/in"), "first"))).isEqualTo(200);
            assertThat(route.call(server.url("/in"), "second").getException()).hasMessage("no complete answer in time");
            assertThat(server.requests()).containsExactly("first", "second");
        }
    }

    private void callTogether(String url, int count) throws Exception {
        var threads = Executors.newFixedThreadPool(count);
        try {
            List<Callable<Exchange>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                calls.add(() -> route.call(url));
            }
            for (Future<Exchange> call : threads.invokeAll(calls)) {
                assertThat(status(call.get())).isEqualTo(200);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void awaitAll(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> ids(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "e" + i).toList();
    }
}
