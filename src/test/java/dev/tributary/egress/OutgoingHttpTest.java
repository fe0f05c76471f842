package dev.tributary.egress;

import static dev.tributary.egress.CallingRoute.CUT;
import static dev.tributary.egress.CallingRoute.body;
import static dev.tributary.egress.CallingRoute.status;
import static dev.tributary.egress.ScriptedServer.always;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.egress.address.AddressRules;
import dev.tributary.egress.address.EgressDeniedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each limit against a real server, through camel-http as the routes use it. */
@Timeout(60)
class OutgoingHttpTest {

    private static final OutgoingHttp.Limits WHOLE =
            new OutgoingHttp.Limits(Duration.ofSeconds(2), 64 * 1024, false, 4, 8);

    private ScriptedServer server;
    private @Nullable CallingRoute route;
    private DnsResolver names = SystemDefaultDnsResolver.INSTANCE;

    @BeforeEach
    void start() throws Exception {
        server = new ScriptedServer(ScriptedServer.status(200));
    }

    @AfterEach
    void stop() throws Exception {
        if (route != null) {
            route.close();
        }
        server.close();
    }

    @Test
    void sendsTheBodyAndNoHeaderButThoseThatWereSet() {
        Exchange answer = call(CUT, server.url("/in"));

        assertThat(status(answer)).isEqualTo(200);
        ScriptedServer.Request request = server.requests().get(0);
        assertThat(request.line()).isEqualTo("POST /in HTTP/1.1");
        assertThat(request.body()).isEqualTo("{}".getBytes(UTF_8));
        assertThat(request.headers())
                .containsOnlyKeys("host", "content-length", "content-type", "connection", "user-agent", "webhook-id")
                .containsEntry("user-agent", "Tributary")
                .containsEntry("host", "127.0.0.1:" + server.port());
    }

    @Test
    void followsNoRedirect() {
        for (int code : List.of(301, 302, 303, 307, 308)) {
            server.script(always("HTTP/1.1 " + code + " Moved\r\nLocation: " + server.url("/moved"), ""));

            assertThat(status(call(CUT, server.url("/in")))).isEqualTo(code);
        }
        assertThat(server.requests()).hasSize(5).allMatch(request -> request.line()
                .contains(" /in "));
    }

    @Test
    void asksOnlyOnceWhateverTheAnswer() {
        for (int code : List.of(401, 429, 500, 502, 503, 504)) {
            server.script(always("HTTP/1.1 " + code + " No\r\nRetry-After: 0\r\nWWW-Authenticate: Basic realm=x", ""));

            assertThat(status(call(CUT, server.url("/in")))).isEqualTo(code);
        }
        assertThat(server.requests()).hasSize(6);
    }

    @Test
    void asksOnlyOnceWhenTheConnectionBreaksInTheHeaders() {
        server.script((request, out) -> out.write("HTTP/1.1 200 OK\r\nContent-Le".getBytes(UTF_8)));

        assertThat(call(CUT, server.url("/in")).getException()).isInstanceOf(IOException.class);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void takesTheStatusAndWhatCameOfABodyThatIsCutShort() {
        server.script(always("HTTP/1.1 200 OK\r\nContent-Length: 9", "half"));
        Exchange shorter = call(CUT, server.url("/in"));
        assertThat(status(shorter)).isEqualTo(200);
        assertThat(body(shorter)).asString(UTF_8).isEqualTo("half");

        server.script(always("HTTP/1.1 202 OK\r\nTransfer-Encoding: chunked", "4\r\nhalf\r\n9\r\nquar"));
        Exchange cut = call(CUT, server.url("/in"));
        assertThat(status(cut)).isEqualTo(202);
        assertThat(body(cut)).asString(UTF_8).isEqualTo("halfquar");

        server.script(always("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", "4\r\nhalf\r\nno size\r\n"));
        Exchange broken = call(CUT, server.url("/in"));
        assertThat(status(broken)).isEqualTo(200);
        assertThat(body(broken)).asString(UTF_8).isEqualTo("half");
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void takesNoPartForAnAnswerThatIsWantedWhole() {
        server.script(always("HTTP/1.1 200 OK\r\nContent-Length: 9", "half"));
        assertThat(call(WHOLE, server.url("/in")).getException()).isInstanceOf(IOException.class);

        server.script(always("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", "4\r\nhalf\r\n"));
        assertThat(call(WHOLE, server.url("/in")).getException()).isInstanceOf(IOException.class);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void returnsNoCookie() {
        server.script(always("HTTP/1.1 200 OK\r\nSet-Cookie: track=me; Path=/", ""));
        call(CUT, server.url("/in"));
        call(CUT, server.url("/in"));

        assertThat(server.requests()).hasSize(2).allSatisfy(request -> assertThat(request.header("cookie"))
                .isEmpty());
    }

    @Test
    void inflatesNothing() throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(zipped)) {
            gzip.write(new byte[20_000_000]);
        }
        server.script(always(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + zipped.size(),
                zipped.toString(ISO_8859_1)));

        assertThat(body(call(CUT, server.url("/in")))).isEqualTo(zipped.toByteArray());
    }

    @Test
    void cutsAnAnswerThatDoesNotEnd() {
        server.script((request, out) -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(UTF_8));
            while (true) {
                out.write(new byte[8192]);
            }
        });

        Exchange answer = call(CUT, server.url("/in"));

        assertThat(status(answer)).isEqualTo(200);
        assertThat(body(answer)).hasSize(64 * 1024);
    }

    @Test
    void reportsATooLargeAnswerThatIsWantedWhole() {
        server.script(always("HTTP/1.1 200 OK", "x".repeat(64 * 1024 + 1)));
        assertThat(call(WHOLE, server.url("/in")).getException()).hasMessage("the answer is larger than 65536 bytes");

        server.script(always("HTTP/1.1 200 OK", "x".repeat(64 * 1024)));
        assertThat(body(call(WHOLE, server.url("/in")))).hasSize(64 * 1024);
    }

    @Test
    void abortsABodyThatComesDropByDrop() {
        server.script((request, out) -> drip(out, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"));

        assertTimesOut();
    }

    @Test
    void abortsHeadersThatComeDropByDrop() {
        server.script((request, out) -> drip(out, "HTTP/1.1 200 OK\r\nX-Slow: "));

        assertTimesOut();
    }

    @Test
    void abortsAConnectionWhoseOtherEndIsSilent() throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            Exchange answer = call(CUT, "https://127.0.0.1:" + silent.getLocalPort() + "/");

            assertThat(answer.getException()).isInstanceOf(InterruptedIOException.class);
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(8));
        }
    }

    @Test
    void refusesHeadersWithoutEnd() {
        server.script((request, out) -> {
            out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(UTF_8));
            while (true) {
                out.write(new byte[8192]);
            }
        });

        assertThat(call(CUT, server.url("/in")).getException()).isInstanceOf(IOException.class);
    }

    @Test
    void doesNotConnectToLoopbackUnlessItIsListed() {
        names = new SystemDefaultDnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                return new InetAddress[] {InetAddress.getLoopbackAddress()};
            }
        };

        assertThat(call(CUT, rules("10.0.0.0/8"), server.url("/in")).getException())
                .isInstanceOf(EgressDeniedException.class);
        assertThat(call(CUT, rules("10.0.0.0/8"), "http://inner.example:" + server.port() + "/in")
                        .getException())
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("the host's address is not permitted");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void connectsToTheAddressThatWasCheckedThoughTheNameChangesItsAnswer() {
        var lookups = new AtomicInteger();
        names = new SystemDefaultDnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                return new InetAddress[] {
                    InetAddress.getByName(lookups.incrementAndGet() == 1 ? "127.0.0.1" : "169.254.169.254")
                };
            }
        };

        assertThat(status(call(CUT, "http://rebinding.example:" + server.port() + "/in")))
                .isEqualTo(200);
        assertThat(lookups).hasValue(1);
        assertThat(call(CUT, "http://rebinding.example:" + server.port() + "/in")
                        .getException())
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("the host's address is not permitted");
    }

    private void assertTimesOut() {
        long start = System.nanoTime();
        assertThat(call(CUT, server.url("/in")).getException())
                .isInstanceOf(InterruptedIOException.class)
                .hasMessage("no complete answer in time");
        assertThat(System.nanoTime() - start)
                .isBetween(TimeUnit.MILLISECONDS.toNanos(1900), TimeUnit.SECONDS.toNanos(8));
    }

    private static void drip(OutputStream out, String head) throws IOException, InterruptedException {
        out.write(head.getBytes(UTF_8));
        for (int i = 0; i < 600; i++) {
            out.write('x');
            out.flush();
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private Exchange call(OutgoingHttp.Limits limits, String url) {
        return call(limits, CallingRoute.loopback(), url);
    }

    private Exchange call(OutgoingHttp.Limits limits, AddressRules rules, String url) {
        if (route == null) {
            route = new CallingRoute(limits, rules, names);
        }
        return route.call(url);
    }

    private static AddressRules rules(String... allow) {
        return new AddressRules(new AddressRules.Settings(List.of(allow)));
    }
}
