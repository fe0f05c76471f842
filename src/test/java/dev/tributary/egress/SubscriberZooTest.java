package dev.tributary.egress;

import static dev.tributary.egress.CallingRoute.CUT;
import static dev.tributary.egress.CallingRoute.body;
import static dev.tributary.egress.PersistentServer.OK;
import static dev.tributary.egress.Subscribers.answering;
import static dev.tributary.egress.Subscribers.bomb;
import static dev.tributary.egress.Subscribers.dripping;
import static dev.tributary.egress.Subscribers.endless;
import static dev.tributary.egress.Subscribers.serving;
import static dev.tributary.egress.Subscribers.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import dev.tributary.egress.Subscribers.Subscriber;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.camel.Exchange;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Subscribers that misbehave, with all connections that one host may have, beside one that is well. */
@Timeout(120)
class SubscriberZooTest {

    private static final int PLACES = CUT.perHost();
    private static final long MAX_ALLOCATED = 6 << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    static Path folder;

    private static TestCertificates certificates;
    private static SSLContext systemDefault;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newFixedThreadPool(PLACES);
    private CallingRoute route;

    private record Ended(String outcome, Duration duration, long allocated, int bodySize) {}

    @BeforeAll
    static void trustOneAuthority() throws Exception {
        certificates = new TestCertificates(folder);
        systemDefault = SSLContext.getDefault();
        SSLContext.setDefault(certificates.trusting());
    }

    @AfterAll
    static void trustAsBefore() {
        SSLContext.setDefault(systemDefault);
    }

    @BeforeEach
    void start() {
        route = new CallingRoute(CUT, CallingRoute.loopback(), new SystemDefaultDnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                if (host.equals("silent.example")) {
                    awaitEnd();
                }
                if (host.equals("metadata.example")) {
                    return new InetAddress[] {InetAddress.getByAddress(new byte[] {(byte) 169, (byte) 254, 1, 1})};
                }
                throw new UnknownHostException(host);
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        ended.countDown();
        threads.shutdownNow();
        route.close();
        for (AutoCloseable server : open) {
            server.close();
        }
    }

    static Stream<Arguments> subscribers() {
        return Stream.of(
                subscriber("refuses", "connection_failed", open -> {
                    var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    closed.close();
                    return "http://127.0.0.1:" + closed.getLocalPort() + "/";
                }),
                subscriber("accepts no connection", "timeout", Subscribers::full),
                subscriber("resets before it reads", "connection_failed", serving((it, peer) -> peer.reset())),
                subscriber("resets after it has read", "connection_failed", serving((it, peer) -> {
                    it.take(peer);
                    peer.reset();
                })),
                subscriber("closes without an answer", "connection_failed", serving((it, peer) -> {
                    it.take(peer);
                    peer.close();
                })),
                subscriber("speaks something else", "connection_failed", answering("SSH-2.0-server\r\n".repeat(100))),
                subscriber("hangs", "timeout", serving((it, peer) -> {
                    it.take(peer);
                    peer.in().read();
                })),
                subscriber("drips headers", "timeout", dripping("HTTP/1.1 200 OK\r\nX-Slow: ")),
                subscriber("drips a body", "timeout", dripping("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")),
                subscriber("sends a body without end", "200", endless("HTTP/1.1 200 OK\r\n\r\n")),
                subscriber("sends chunks without end", "200", serving((it, peer) -> {
                    it.take(peer);
                    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    while (true) {
                        peer.send("400\r\n" + "x".repeat(1024) + "\r\n");
                    }
                })),
                subscriber("sends a bomb", "200", open -> answering(bomb()).open(open)),
                subscriber("sends a header of 1 MB", "connection_failed", endless("HTTP/1.1 200 OK\r\nX: ")),
                subscriber(
                        "sends 100,000 headers",
                        "connection_failed",
                        answering("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(100_000))),
                subscriber("redirects to loopback", "302", Subscribers::redirecting),
                subscriber("fails", "500", status("500 Error")),
                subscriber("asks for a wait in seconds", "429 after 120", status("429 Slow\r\nRetry-After: 120")),
                subscriber(
                        "asks for a wait until a date",
                        "429 after 86400",
                        status("429 Slow\r\nRetry-After: Wed, 21 Oct 2099 07:28:00 GMT")),
                subscriber("is gone", "410", status("410 Gone")),
                subscriber("closes a kept connection unannounced", "200", serving((it, peer) -> {
                    it.take(peer);
                    peer.send(OK);
                    peer.close();
                })),
                subscriber("has a good certificate", "200", secure("good")),
                subscriber("has an expired certificate", "tls_failed", secure("expired")),
                subscriber("has a certificate for another host", "tls_failed", secure("wrong-host")),
                subscriber("has a certificate that signed itself", "tls_failed", secure("self-signed")),
                subscriber("speaks no TLS", "tls_failed", open -> answering("HTTP/1.1 400 No\r\n\r\n")
                        .open(open)
                        .replace("http:", "https:")),
                subscriber("resets the handshake", "connection_failed", open -> serving((it, peer) -> {
                            peer.in().read();
                            peer.reset();
                        })
                        .open(open)
                        .replace("http:", "https:")),
                subscriber("says nothing in the handshake", "timeout", open -> serving((it, peer) -> {
                            while (peer.in().read() >= 0) {}
                            peer.close();
                        })
                        .open(open)
                        .replace("http:", "https:")),
                subscriber("has no name", "unresolved", open -> "https://nobody.example/"),
                subscriber("has a silent name server", "unresolved", open -> "https://silent.example/"),
                subscriber("has a private address", "address_refused", open -> "https://metadata.example/"),
                subscriber("is a private address", "address_refused", open -> "https://10.0.0.1/"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("subscribers")
    void aSubscriberThatMisbehavesHasItsOutcomeInTimeAndHarmsNoOther(String name, String outcome, Subscriber subscriber)
            throws Exception {
        var well = new ScriptedServer(ScriptedServer.status(200));
        open.add(well);
        String url = subscriber.open(open);
        List<Future<Ended>> calls = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            calls.add(threads.submit(() -> call(url)));
        }
        do {
            Ended beside = call(well.url("/well"));
            assertThat(beside.outcome()).isEqualTo("200");
            assertThat(beside.duration()).isLessThan(Duration.ofSeconds(1));
        } while (!calls.stream().allMatch(Future::isDone));

        for (Future<Ended> call : calls) {
            assertThat(call.get().outcome()).isEqualTo(outcome);
            assertThat(call.get().duration()).isLessThan(Duration.ofSeconds(name.contains("name server") ? 8 : 4));
            assertThat(call.get().allocated()).isLessThan(MAX_ALLOCATED);
            assertThat(call.get().bodySize()).isLessThanOrEqualTo(CUT.body());
        }
    }

    private Ended call(String url) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        Exchange answer = route.call(url);
        Duration duration = Duration.ofNanos(System.nanoTime() - start);
        byte[] body = answer.getException() == null ? body(answer) : null;
        return new Ended(
                outcome(answer),
                duration,
                THREADS.getCurrentThreadAllocatedBytes() - allocated,
                body == null ? 0 : body.length);
    }

    private static String outcome(Exchange answer) {
        if (answer.getException() != null) {
            return CallFailure.of(answer.getException()).wireName();
        }
        String wait = answer.getMessage().getHeader("Retry-After", String.class);
        return CallingRoute.status(answer)
                + RetryAfter.parse(wait, Instant.now())
                        .map(found -> " after " + found.toSeconds())
                        .orElse("");
    }

    private static Arguments subscriber(String name, String outcome, Subscriber subscriber) {
        return arguments(name, outcome, subscriber);
    }

    private static Subscriber secure(String certificate) {
        return Subscribers.secure(() -> certificates.serving(certificate));
    }

    private void awaitEnd() {
        try {
            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
