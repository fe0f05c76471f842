package dev.tributary.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The stream of a page that moves, read as it comes. */
final class LiveClient implements AutoCloseable {

    final HttpResponse<InputStream> answer;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    /** Returns when the answer has begun. */
    LiveClient(Browser browser, String address) throws Exception {
        answer = browser.open(address);
        var reader = new Thread(this::read, "live-client");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (var in = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
            in.lines().forEach(lines::add);
        } catch (IOException | java.io.UncheckedIOException e) {
            // the connection is closed
        }
        ended = true;
    }

    /** The names of the messages so far. */
    List<String> messages() {
        return lines.stream()
                .filter(line -> line.startsWith("event: "))
                .map(line -> line.substring("event: ".length()))
                .toList();
    }

    /** How often the gateway has looked, and found nothing new. */
    long looks() {
        return lines.stream().filter(line -> line.startsWith(":")).count();
    }

    boolean hasEnded() {
        return ended;
    }

    @Override
    public void close() throws IOException {
        answer.body().close();
    }
}
