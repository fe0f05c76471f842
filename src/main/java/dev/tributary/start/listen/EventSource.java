package dev.tributary.start.listen;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The stream of events of a gateway, which goes on where it was when it is opened again.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream">Server-sent events,
 *     interpretation</a>
 */
final class EventSource {

    private static final int CONNECT_MILLIS = 5_000;
    /** Longer than the gateway is silent. */
    private static final int SILENCE_MILLIS = 40_000;

    private final URI gateway;
    private final String token;
    private final String query;
    private @Nullable String lastId;

    /** @param since where to begin; null for now */
    EventSource(URI gateway, String token, @Nullable String type, @Nullable Instant since) {
        this.gateway = gateway;
        this.token = token;
        this.query = Stream.of(
                        type == null ? "" : "type%5Bprefix%5D=" + URLEncoder.encode(type, UTF_8),
                        since == null ? "" : "since=" + since)
                .filter(parameter -> !parameter.isEmpty())
                .collect(Collectors.joining("&"));
    }

    /** An answer that is not a stream. */
    static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final int status;

        private RefusedException(int status, String detail) {
            super("The gateway answers " + status + ": " + detail);
            this.status = status;
        }

        /** Whether the same request may be answered later. */
        boolean isPassing() {
            return status == 429 || status >= 500;
        }
    }

    /**
     * Reads events until the stream ends. An event counts as read once it was taken.
     *
     * @param opened is called when the gateway has answered
     * @param take gets the bytes of each event
     */
    void read(Runnable opened, Consumer<byte[]> take) throws IOException, RefusedException {
        HttpURLConnection connection = connection();
        try {
            int status = connection.getResponseCode();
            if (status != 200) {
                throw new RefusedException(status, detail(connection));
            }
            opened.run();
            read(connection.getInputStream(), take);
        } finally {
            connection.disconnect();
        }
    }

    /** The client of the JDK that has a timeout for silence. */
    private HttpURLConnection connection() throws IOException {
        String base = gateway.toString().replaceFirst("/+$", "");
        var connection = (HttpURLConnection)
                URI.create(base + "/api/v1/events/stream?" + query).toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(SILENCE_MILLIS);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Accept", "text/event-stream");
        connection.setRequestProperty("Authorization", "Bearer " + token);
        if (lastId != null) {
            connection.setRequestProperty("Last-Event-ID", lastId);
        }
        return connection;
    }

    private void read(InputStream in, Consumer<byte[]> take) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(in, UTF_8));
        String id = null;
        String data = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.isEmpty()) {
                if (data != null) {
                    take.accept(data.getBytes(UTF_8));
                }
                lastId = id == null ? lastId : id;
                id = null;
                data = null;
            }
        }
    }

    private static String detail(HttpURLConnection connection) {
        try (InputStream problem = connection.getErrorStream()) {
            return problem == null
                    ? String.valueOf(connection.getResponseMessage())
                    : new ObjectMapper().readTree(problem).path("detail").asText("no problem details");
        } catch (IOException e) {
            return "it is not a gateway of this kind";
        }
    }
}
