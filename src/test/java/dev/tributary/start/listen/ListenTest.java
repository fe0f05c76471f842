package dev.tributary.start.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import dev.tributary.TestGateway;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.egress.ScriptedServer.Request;
import dev.tributary.event.Event;
import dev.tributary.event.EventFixtures;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.StoredEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenTest {

    private static final TestGateway GATEWAY = TestGateway.shared();
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private ScriptedServer hook;
    private String tenant = "";
    private String tokenFile = "";
    private Thread listening = new Thread();

    @BeforeEach
    void open() throws Exception {
        hook = new ScriptedServer(ScriptedServer.status(204));
        tenant = "listen" + Long.toString(System.nanoTime(), 36);
        Path file = folder.resolve("token");
        Files.writeString(file, GATEWAY.token(tenant, "events:read") + "\n");
        tokenFile = file.toString();
    }

    @AfterEach
    void close() throws Exception {
        listening.interrupt();
        hook.close();
    }

    @Test
    void forwardsWhatIsStoredWithTheSignatureOfDeliveries() throws Exception {
        Event before = store("bank.payment.failed.v1");
        listen(GATEWAY.uri("").toString(), "--since", "1h", "--type=bank.payment.");
        await().atMost(SOON).until(() -> hook.requests().size() == 1);
        store("bank.account.opened.v1");
        Event live = store("bank.payment.executed.v1");
        await().atMost(SOON).until(() -> hook.requests().size() == 2);
        String secret = Pattern.compile("whsec_\\S+")
                .matcher(printed())
                .results()
                .findFirst()
                .orElseThrow()
                .group();
        for (int i = 0; i < 2; i++) {
            Event event = List.of(before, live).get(i);
            Request request = hook.requests().get(i);
            assertThat(request.line()).startsWith("POST /hook HTTP/1.1");
            assertThat(request.header("webhook-id")).isEqualTo(event.id());
            assertThat(request.header("Content-Type")).startsWith("application/cloudevents+json");
            String body = new String(request.body(), UTF_8);
            new Webhook(secret).verify(body, headers(request));
            assertThat(body)
                    .isEqualTo(GATEWAY.getAs(token(), "/api/v1/events/" + event.id())
                            .body());
        }
        await().untilAsserted(() -> assertThat(printed())
                .containsPattern("\\d\\d:\\d\\d:\\d\\d  bank\\.payment\\.failed\\.v1 +payments/p1 +204  \\d+ ms\n")
                .containsPattern("bank\\.payment\\.executed\\.v1 +payments/p1 +204")
                .doesNotContain("bank.account"));
    }

    @Test
    void saysWhatFailedAndGoesOn() throws Exception {
        hook.script(ScriptedServer.status(500));
        listen(
                GATEWAY.uri("").toString(),
                "--since=1h",
                "--secret",
                "whsec_c2luay1zZWNyZXQtZm9yLXRlc3RzLTAxMjM0NTY3ODk=");
        store("bank.payment.failed.v1");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(printed()).contains(" 500  ").doesNotContain("whsec_"));
        hook.close();
        store("bank.payment.executed.v1");
        await().atMost(SOON).untilAsserted(() -> assertThat(printed()).contains(" not answered (ConnectException)  "));
    }

    @Test
    void goesOnWhereItWasWhenTheConnectionBreaks() throws Exception {
        try (var proxy = new ScriptedServer(ListenTest::passUntilFirstEvent)) {
            listen(proxy.url(""), "--since=1h");
            Event first = store("bank.payment.failed.v1");
            proxy.script(ScriptedServer.status(503));
            await().atMost(SOON).until(() -> proxy.requests().size() == 2);
            proxy.script(ListenTest::passUntilFirstEvent);
            Event missed = store("bank.payment.executed.v1");
            await().atMost(SOON).until(() -> hook.requests().size() == 2);
            assertThat(hook.requests())
                    .extracting(request -> request.header("webhook-id"))
                    .containsExactly(first.id(), missed.id());
            assertThat(proxy.requests().get(1).header("Last-Event-ID")).isNotEmpty();
            assertThat(printed()).contains("Connected again");
            assertThat(errors.toString(UTF_8))
                    .contains("the next attempt is in 1 s", "The gateway answers 503: ", "the next attempt is in 2 s");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--token t|2|--to is missing, the URL to post to; --help names the options",
                "--to localhost:3000 --token t|2|--to must be an http or https URL, and 'localhost:3000' is none; --help names the options",
                "--to //localhost:3000/x --token t|2|--to must be an http or https URL, and '//localhost:3000/x' is none; --help names the options",
                "--to http://a --token t --type bank.*|2|--type is what types begin with, such as bank.payment., without *; --help names the options",
                "--to http://a --colour red|2|'--colour' is not an option of listen; --help names the options",
                "--to http://a --since 2d --token t|2|--since must be a time such as 30s, 15m or 1h, and at most 24h; --help names the options",
                "--to http://a --token --type|2|--token has no value; --help names the options",
                "--to http://a --to http://a|2|--to is there twice; --help names the options",
                "--to http://a --token t --secret short|2|--secret must be base64 of 24 to 64 bytes, with or without whsec_ before it; --help names the options",
                "--to http://a --token ./none|2|--token names the file ./none, which is not there; --help names the options",
                "--to http://a --token t --gateway http://127.0.0.1:1|1|There is no answer from a gateway at http://127.0.0.1:1 (ConnectException)",
            })
    void saysInOneLineWhatIsWrong(String arguments, int exitCode, String line) {
        assertThat(command().run(arguments.split(" ", -1))).isEqualTo(exitCode);
        assertThat(errors.toString(UTF_8)).isEqualTo(line + System.lineSeparator());
    }

    @Test
    void saysWhatTheGatewayRefuses() {
        assertThat(command()
                        .run(
                                "--to",
                                "http://a",
                                "--token",
                                "none",
                                "--gateway",
                                GATEWAY.uri("/").toString()))
                .isEqualTo(1);
        assertThat(errors.toString(UTF_8))
                .isEqualTo("The gateway answers 401: The token is not a signed JWT." + System.lineSeparator());
        assertThat(command().run("--help")).isZero();
        assertThat(printed()).contains("--to URL", "--since TIME");
    }

    private Listen command() {
        return new Listen(Clock.systemUTC(), new PrintStream(out, true, UTF_8), new PrintStream(errors, true, UTF_8));
    }

    private void listen(String gateway, String... more) {
        List<String> arguments = new java.util.ArrayList<>(
                List.of("--to", hook.url("/hook"), "--gateway", gateway, "--token", tokenFile));
        arguments.addAll(List.of(more));
        listening = new Thread(() -> command().run(arguments.toArray(String[]::new)));
        listening.setDaemon(true);
        listening.start();
        await().atMost(SOON).until(() -> printed().contains("Forwarding events of "));
    }

    private String printed() {
        return out.toString(UTF_8);
    }

    private String token() throws IOException {
        return Files.readString(Path.of(tokenFile)).strip();
    }

    private Event store(String type) {
        Event event = EventFixtures.ofTenant(tenant, type);
        GATEWAY.bean(EventStore.class).insert(List.of(StoredEvent.of(event)), "writer", Duration.ofSeconds(5));
        return event;
    }

    private static HttpHeaders headers(Request request) {
        Map<String, List<String>> all = request.headers().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue())));
        return HttpHeaders.of(all, (name, value) -> true);
    }

    /** A connection to the gateway that breaks off behind the first event. */
    private static void passUntilFirstEvent(Request request, OutputStream out)
            throws IOException, InterruptedException {
        String path = request.line().split(" ", -1)[1];
        var passed = HttpRequest.newBuilder(URI.create(GATEWAY.uri("") + path))
                .header("Authorization", request.header("Authorization"))
                .header("Accept", request.header("Accept"));
        if (!request.header("Last-Event-ID").isEmpty()) {
            passed.header("Last-Event-ID", request.header("Last-Event-ID"));
        }
        out.write(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
        out.flush();
        try (InputStream in = HttpClient.newHttpClient()
                .send(passed.build(), BodyHandlers.ofInputStream())
                .body()) {
            var seen = new StringBuilder();
            for (int one = in.read(); one >= 0; one = in.read()) {
                out.write(one);
                out.flush();
                seen.append((char) one);
                if (seen.indexOf("\ndata: ") >= 0 && seen.toString().endsWith("\n\n")) {
                    return;
                }
            }
        }
    }
}
