package dev.tributary.api.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.api.query.Unmasking;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.feed.FeedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;

/**
 * One stream: what is sent on one connection. A write that the client does not take blocks, and fails after the server's timeout;
 * nothing is kept for it meanwhile.
 */
final class EventStream implements AutoCloseable {

    /** Events that one read from the store takes for a client that is behind. */
    static final int PAGE = 50;

    /** A write after which the client is found gone: the network takes the first one, the second one fails. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);
    /** A stream without messages checks this often whether it has to end. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(1);

    private static final int CHUNK = 32 << 10;
    private static final String RETRY = "retry: 2000\n";

    private final FeedReader reader;
    private final Unmasking unmasking;
    private final @Nullable Instant expires;
    private final Clock clock;
    /** Without a timeout of its own. */
    private final ResponseBodyEmitter emitter = new ResponseBodyEmitter(0L);

    private volatile boolean ended;

    /** @param expires when the caller's token does */
    EventStream(FeedReader reader, Unmasking unmasking, @Nullable Instant expires, Clock clock) {
        this.reader = reader;
        this.unmasking = unmasking;
        this.expires = expires;
        this.clock = clock;
        emitter.onCompletion(this::end);
        emitter.onError(failure -> end());
    }

    ResponseBodyEmitter emitter() {
        return emitter;
    }

    /** Ends within a second, after the message that is being sent. */
    void end() {
        ended = true;
    }

    /**
     * Sends the first position. Must be called on the thread of the request, because the first write also sends the header of the
     * answer, and the filters that fill in this header read the request, which the server reuses after that thread has returned.
     */
    void begin() throws IOException {
        emitter.send((RETRY + position()).getBytes(UTF_8));
    }

    /** Sends until the token expires, the gateway stops or the client is gone. */
    void send() throws InterruptedException {
        try {
            long sentAt = System.nanoTime();
            while (!ended && (expires == null || clock.instant().isBefore(expires))) {
                List<StoredEvent> events = reader.next(MAX_WAIT);
                if (!events.isEmpty()) {
                    send(events);
                    sentAt = System.nanoTime();
                } else if (System.nanoTime() - sentAt > KEEP_ALIVE.toNanos()) {
                    emitter.send((": keep-alive\n" + position()).getBytes(UTF_8));
                    sentAt = System.nanoTime();
                }
            }
            emitter.complete();
        } catch (IOException e) {
            // the client is gone, or takes nothing; the server ends the request
        }
    }

    /** A message without data: clients keep its id and raise no event. */
    private String position() {
        return "id: " + reader.position() + "\n\n";
    }

    private void send(List<StoredEvent> events) throws IOException {
        unmasking.showing(events);
        var messages = new ByteArrayOutputStream();
        for (StoredEvent event : events) {
            messages.writeBytes(
                    ("id: " + event.place() + "\nevent: " + event.event().type() + "\ndata: ").getBytes(UTF_8));
            messages.writeBytes(event.body());
            messages.writeBytes("\n\n".getBytes(UTF_8));
            if (messages.size() >= CHUNK) {
                emitter.send(messages.toByteArray());
                messages.reset();
            }
        }
        if (messages.size() > 0) {
            emitter.send(messages.toByteArray());
        }
    }

    /** Ends a stream that failed. */
    void fail(Throwable failure) {
        emitter.completeWithError(failure);
    }

    @Override
    public void close() {
        reader.close();
    }
}
