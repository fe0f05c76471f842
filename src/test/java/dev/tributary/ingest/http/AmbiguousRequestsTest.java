package dev.tributary.ingest.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.TestGateway;
import dev.tributary.faultrun.RawConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * Requests that two readers could understand in two ways: none is an error of the server, each refusal is problem details, and
 * a request that hides in the body of another one is never answered.
 */
@ExtendWith(OutputCaptureExtension.class)
class AmbiguousRequestsTest {

    private static final String SECRET = "a-shared-secret-for-tests";
    private static final String CALL = "{\"event\":\"credential_create\",\"id_credential\":\"c\",\"id_user\":\"u\"}";
    private static final String SOURCE =
            "{\"provider\":\"tink\",\"scheme\":\"tink-dotted\",\"secrets\":[{\"value\":\"s3cret\"}]}";
    private static final String HIDDEN = "GET /api/v1/hidden HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start();
        gateway.source("known", "paybook", "paybook-header", Map.of("header", "X-Secret"), SECRET, null);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void acceptsACallWithoutAmbiguity() {
        assertThat(send("POST /hooks/paybook/known HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Secret: " + SECRET
                        + "\r\nContent-Length: " + CALL.length() + "\r\n\r\n" + CALL))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void noFramingHidesARequestOrIsAnErrorOfTheServer(CapturedOutput output) {
        String chunk = Integer.toHexString(CALL.length()) + "\r\n" + CALL + "\r\n0\r\n\r\n";
        String length = "Content-Length: " + CALL.length();
        String both = "Content-Length: " + (chunk.length() + HIDDEN.length());
        List<String> framings = List.of(
                both + "\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk,
                "Transfer-Encoding: chunked\r\n" + both + "\r\n\r\n" + chunk,
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk,
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" + chunk,
                "Transfer-Encoding: identity\r\n" + length + "\r\n\r\n" + CALL,
                "Transfer-Encoding: chunked, identity\r\n\r\n" + chunk,
                "Transfer-Encoding: identity, chunked\r\n\r\n" + chunk,
                "Transfer-Encoding: gzip, chunked\r\n\r\n" + chunk,
                "Transfer-Encoding: \u000bchunked\r\n" + both + "\r\n\r\n" + chunk,
                "Transfer-Encoding: \"chunked\"\r\n" + both + "\r\n\r\n" + chunk,
                "Transfer-Encoding : chunked\r\n" + both + "\r\n\r\n" + chunk,
                "Transfer_Encoding: chunked\r\n" + length + "\r\n\r\n" + CALL,
                "Transfer-Encoding:\r\n chunked\r\n" + both + "\r\n\r\n" + chunk,
                "X: y\nTransfer-Encoding: chunked\r\n" + both + "\r\n\r\n" + chunk,
                "X: y\rTransfer-Encoding: chunked\r\n" + both + "\r\n\r\n" + chunk,
                "Content-Length: +" + CALL.length() + "\r\n\r\n" + CALL,
                "Content-Length: 0x4\r\n\r\n" + CALL,
                "Content-Length: 1e1\r\n\r\n" + CALL,
                "Content-Length: -1\r\n\r\n" + CALL,
                "Content-Length: 99999999999999999999\r\n\r\n" + CALL,
                "Content-Length: " + CALL.length() + ", " + CALL.length() + "\r\n\r\n" + CALL,
                "Content-Length: \r\n\r\n" + CALL,
                length + "\r\n" + length + "\r\n\r\n" + CALL,
                "Transfer-Encoding: chunked\r\n\r\n0x4\r\n{}  \r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n+2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2 \r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2;a=\"\r\n0\r\n\r\n\"\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n",
                "Transfer-Encoding: chunked\r\n\r\n2;" + "a".repeat(20_000) + "\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n" + "0".repeat(20_000) + "2\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nContent-Length: 5\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX: " + "x".repeat(20_000) + "\r\n\r\n",
                "Expect: 200-ok\r\n" + length + "\r\n\r\n" + CALL,
                "Expect: 100-continue, 100-continue\r\n" + length + "\r\n\r\n" + CALL,
                "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n"
                        + length + "\r\n\r\n" + CALL,
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + length
                        + "\r\n\r\n" + CALL,
                "Content-Encoding: gzip\r\n" + length + "\r\n\r\n" + CALL,
                "Connection: X-Secret\r\n" + length + "\r\n\r\n" + CALL);
        List<String> wrong = new ArrayList<>();
        for (String path : List.of("/hooks/paybook/known", "/hooks/paybook/none", "/api/v1/configuration/sources")) {
            for (String framing : framings) {
                String head = "POST " + path + " HTTP/1.1\r\nHost: x\r\nX-Secret: " + SECRET + "\r\n"
                        + "Content-Type: application/json\r\nAuthorization: Bearer " + gateway.adminToken() + "\r\n";
                boolean isTwofold = framing.contains(both);
                check(head + (isTwofold ? framing + HIDDEN : "Connection: close\r\n" + framing), wrong);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(output).doesNotContain(" ERROR ", "\tat ");
    }

    @Test
    void noRequestLineIsAnErrorOfTheServerOrReachesAnotherResource(CapturedOutput output) {
        List<String> lines = List.of(
                "GET http://evil.example/api/v1/events HTTP/1.1",
                "GET http://user:password@x/api/v1/events HTTP/1.1",
                "GET //evil.example/api/v1/events HTTP/1.1",
                "OPTIONS * HTTP/1.1",
                "GET * HTTP/1.1",
                "PRI * HTTP/2.0",
                "GET /api/v1/events HTTP/2.0",
                "GET /api/v1/events HTTP/1.2",
                "GET /api/v1/events HTTP/01.1",
                "GET /api/v1/events http/1.1",
                "GET /api/v1/events",
                "GET  /api/v1/events  HTTP/1.1",
                "GET\t/api/v1/events\tHTTP/1.1",
                "GET /api/v1/events?type=\u00ff HTTP/1.1",
                "GET /api/v1/events?type=%ff HTTP/1.1",
                "GET /api/v1/events?type=%ED%A0%80 HTTP/1.1",
                "GET /api/v1/events?type=%C0%AF HTTP/1.1",
                "GET /api/v1/events?type=%u0041 HTTP/1.1",
                "GET /api/v1/events?&&&=&&=a&% HTTP/1.1",
                "GET /api/v1/events?" + "a&".repeat(12_000) + " HTTP/1.1",
                "GET /api/v1/events?limit=1;limit=2 HTTP/1.1",
                "GET /api/v1/events?limit=%31&limit=2 HTTP/1.1",
                "GET /api/v1/events?%6cimit=%D9%A1 HTTP/1.1",
                "GET /api/v1/events#fragment HTTP/1.1",
                "GET /api/v1/%65vents HTTP/1.1",
                "GET /api/v1/events%20 HTTP/1.1",
                "GET /api/v1/events/ HTTP/1.1",
                "GET /api/v1/events.json HTTP/1.1",
                "GET /api/v1/./events HTTP/1.1",
                "GET /api/v1/%2e/events HTTP/1.1",
                "GET /api/v1\\events HTTP/1.1",
                "GET /api/v1%5Cevents HTTP/1.1",
                "GET /api/v1/events/%EF%BC%8E%EF%BC%8E HTTP/1.1",
                "GET /api/v1/events/%E2%80%AE HTTP/1.1",
                "GET /API/V1/EVENTS HTTP/1.1",
                "GET /actuator/../api/v1/events HTTP/1.1",
                "GET /hooks/../api/v1/events HTTP/1.1",
                "GET /hooks/%2e%2e/api/v1/events HTTP/1.1",
                "GET /hooks/..;/api/v1/events HTTP/1.1",
                "GET /error HTTP/1.1",
                "GET /error?trace=true&message=a HTTP/1.1",
                "HEAD /api/v1/events HTTP/1.1",
                "OPTIONS /api/v1/events HTTP/1.1");
        List<String> wrong = new ArrayList<>();
        for (String line : lines) {
            check(line + "\r\nHost: x\r\nConnection: close\r\n\r\n", wrong);
            String answer = check(
                    line + "\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + gateway.adminToken()
                            + "\r\n\r\n",
                    wrong);
            if (answer.contains("Location: ")) {
                wrong.add(line + " redirects");
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(output).doesNotContain(" ERROR ", "\tat ");
    }

    @Test
    void onlyTheExactPathOfASourceTakesItsCalls() {
        List<String> taken = new ArrayList<>();
        for (String path : List.of(
                "/hooks/paybook/KNOWN",
                "/hooks/Paybook/known",
                "/HOOKS/paybook/known",
                "/hooks/paybook/known/",
                "/hooks//paybook/known",
                "/hooks/paybook//known",
                "/hooks/paybook/x/known",
                "/hooks/paybook/known%20",
                "/hooks/paybook/known%00",
                "/hooks/paybook/known;a=b",
                "/hooks/paybook/known%3Ba=b",
                "/hooks/paybook/%EF%BD%8Bnown",
                "/hooks/paybook/known/x",
                "/hooks/tink/known",
                "/hooks/known")) {
            String answer = send("POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Secret: " + SECRET
                    + "\r\nContent-Length: " + CALL.length() + "\r\n\r\n" + CALL);
            if (!answer.startsWith("HTTP/1.1 4") || !answer.contains("application/problem+json")) {
                taken.add(path + " -> " + firstLine(answer));
            }
        }
        assertThat(taken).isEmpty();
    }

    @Test
    void noEncodingOfABodyIsAnErrorOfTheServer(CapturedOutput output) {
        Map<String, String> bodies = new LinkedHashMap<>();
        bodies.put("application/json; charset=utf-16", new String(SOURCE.getBytes(UTF_16), ISO_8859_1));
        bodies.put("application/json; charset=utf-7", SOURCE);
        bodies.put("application/json; charset=x-none", SOURCE);
        bodies.put("application/json; charset=", SOURCE);
        bodies.put("application/json;;;", SOURCE);
        bodies.put("application/json; a=\"", SOURCE);
        bodies.put("application/*", SOURCE);
        bodies.put("*/*", SOURCE);
        bodies.put("application/json, text/plain", SOURCE);
        bodies.put("APPLICATION/JSON; version=1", "\u00ef\u00bb\u00bf" + SOURCE);
        bodies.put("application/vnd.api+json", SOURCE);
        bodies.put("multipart/form-data", SOURCE);
        bodies.put("multipart/form-data; boundary=", "--\r\n\r\n");
        bodies.put("multipart/form-data; boundary=" + "b".repeat(5_000), "--b\r\n");
        bodies.put("application/x-www-form-urlencoded", "dry_run=true&" + "a=b&".repeat(20_000));
        bodies.put("application/x-www-form-urlencoded; charset=x-none", "dry_run=%zz");
        bodies.put("application/x-www-form-urlencoded;charset=utf-16", "dry_run=false&dry_run=true");
        bodies.put("", SOURCE);
        List<String> json = List.of(
                "/* a */" + SOURCE,
                SOURCE.replace("}", ",}"),
                SOURCE.replace('"', '\''),
                SOURCE.replace("\"tink\"", "NaN"),
                SOURCE.replace("{\"provider\"", "{\"id\":\"x1\",\"\\u0069d\":\"x2\",\"provider\""),
                SOURCE.replace("s3cret", "\\ud800"),
                SOURCE.replace("s3cret", "\\udc00\\ud800"),
                SOURCE.replace("tink-dotted", "\\ud800"),
                SOURCE.replace("{\"provider\"", "{\"name\":\"\\ud800\",\"provider\""),
                SOURCE.replace("{\"provider\"", "{\"name\":\"\\u202e\\u0000\",\"provider\""),
                SOURCE.replace("{\"provider\"", "{\"options\":{\"$where\":\"1\",\"a.b\":\"\\ud800\"},\"provider\""),
                SOURCE.replace("{\"provider\"", "{\"options\":{\"\\u0000\":\"1\"},\"provider\""),
                SOURCE.replace("{\"provider\"", "{\"enabled\":1e400,\"provider\""),
                "\"" + "x".repeat(900_000) + "\"",
                "[" + SOURCE + "]",
                SOURCE + "\u0000",
                SOURCE + " null",
                "\u00ff\u00fe",
                "\u00f8\u0088\u0080\u0080\u0080");
        List<String> wrong = new ArrayList<>();
        for (String path : List.of(
                "/api/v1/configuration/sources",
                "/api/v1/replays?dry_run=true",
                "/api/v1/users/paybook/u/erasure?dry_run=true",
                "/hooks/paybook/known")) {
            bodies.forEach((type, body) -> check(post(path, type, body), wrong));
            json.forEach(body -> check(post(path, "application/json", body), wrong));
        }
        assertThat(wrong).isEmpty();
        assertThat(output).doesNotContain(" ERROR ", "\tat ");
    }

    private static String post(String path, String type, String body) {
        String text = body.chars().allMatch(c -> c < 256) ? body : new String(body.getBytes(UTF_8), ISO_8859_1);
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Secret: " + SECRET
                + "\r\nContent-Type: "
                + type + "\r\nAuthorization: Bearer " + gateway.adminToken() + "\r\nContent-Length: " + text.length()
                + "\r\n\r\n" + text;
    }

    private static String check(String request, List<String> wrong) {
        String answer = send(request);
        String shown = request.replaceAll("Bearer \\S+", "Bearer").replace("\r\n", "|");
        String what = shown.substring(0, Math.min(400, shown.length())) + " -> ";
        boolean isRefused = answer.startsWith("HTTP/1.1 4") && answer.contains("application/problem+json");
        boolean isTaken = answer.matches("(?s)HTTP/1\\.1 (2\\d\\d|100) .*");
        // without a protocol the request is one of HTTP/0.9: its answer is a body alone
        boolean isOld = answer.startsWith("{\"type\":\"about:blank\"") && answer.contains("\"status\":4");
        if (!isRefused && !isTaken && !isOld && !answer.isEmpty()) {
            wrong.add(what + firstLine(answer));
        }
        if (Stream.of("/api/v1/hidden", "<html", "Tomcat", "exception").anyMatch(answer::contains)) {
            wrong.add(what + answer);
        }
        return answer;
    }

    private static String firstLine(String answer) {
        return answer.lines().findFirst().orElse("no answer");
    }

    private static String send(String request) {
        try (var connection = new RawConnection(gateway.port())) {
            return connection.write(request).readToEnd(Duration.ofSeconds(20));
        } catch (SocketTimeoutException e) {
            return "the connection stays open";
        } catch (IOException e) {
            throw new UncheckedIOException(request.substring(0, Math.min(200, request.length())), e);
        }
    }
}
