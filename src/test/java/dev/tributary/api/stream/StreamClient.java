package dev.tributary.api.stream;

import dev.tributary.TestGateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Reads a stream of events as a browser does: it remembers the last id, and sends it when it connects again. */
final class StreamClient implements AutoCloseable {

    /** A message with data. */
    record Message(String id, String type, String data) {}

    private final String query;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final List<String> comments = new CopyOnWriteArrayList<>();
    private HttpClient http = HttpClient.newHttpClient();
    private volatile String lastId = "";
    private volatile boolean ended;
    private volatile @Nullable InputStream body;
    private volatile @Nullable Thread thread;

    StreamClient(String query) {
        this.query = query;
    }

    /** Connects; returns when the answer has begun. */
    int connect(TestGateway gateway, String token) throws Exception {
        var request = HttpRequest.newBuilder(gateway.uri("/api/v1/events/stream" + query))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream");
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
        ended = false;
        body = answer.body();
        var reader = new Thread(() -> read(answer.body()), "stream-client");
        reader.setDaemon(true);
        reader.start();
        thread = reader;
        return answer.statusCode();
    }

    private void read(InputStream in) {
        try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            List<String> block = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    take(block);
                    block.clear();
                } else {
                    block.add(line);
                }
            }
        } catch (IOException e) {
            // the server has closed the connection
        }
        ended = true;
    }

    private void take(List<String> block) {
        String id = field(block, "id: ");
        String data = field(block, "data: ");
        block.stream().filter(line -> line.startsWith(":")).forEach(comments::add);
        if (data != null) {
            messages.add(new Message(String.valueOf(id), String.valueOf(field(block, "event: ")), data));
        }
        lastId = id == null ? lastId : id;
    }

    private static @Nullable String field(List<String> block, String name) {
        return block.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()))
                .findFirst()
                .orElse(null);
    }

    List<Message> messages() {
        return messages;
    }

    List<String> data() {
        return messages.stream().map(Message::data).toList();
    }

    List<String> comments() {
        return comments;
    }

    String lastId() {
        return lastId;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Waits for the end of the connection. */
    void join() throws InterruptedException {
        Thread reader = thread;
        if (reader != null) {
            reader.join();
        }
    }

    @Override
    public void close() throws IOException {
        InputStream open = body;
        if (open != null) {
            open.close();
        }
    }
}
