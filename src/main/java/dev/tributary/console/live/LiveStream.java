package dev.tributary.console.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.console.call.ApiRefusedException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.http.MediaType;

/**
 * The stream of one page.
 *
 * <p>It is sent on the thread of its request, because requests to the API need that request, its response and the person of the
 * thread, all of which the server may take back from any other thread as soon as the browser is gone. The thread and the place are of those
 * for requests that are not calls of providers, so that a call never waits for a page; {@link LiveStreams} leaves most of them free.
 */
final class LiveStream {

    private static final Duration EVERY = Duration.ofSeconds(1);
    /** Looks take at most a tenth of the time, however slow the store is. */
    private static final int PAUSE_OF_LOOK = 9;

    private final Supplier<Shown> page;
    private final Duration rest;
    private final HttpServletResponse response;
    private final LiveStreams streams;
    private final Duration life;

    private String seen;
    private Duration pause = EVERY;

    /**
     * @param page reads what it shows
     * @param rest for how long it is not told of another change
     * @param seen what the browser shows
     * @param life after which the stream ends, so that the browser connects again
     */
    LiveStream(
            Supplier<Shown> page,
            Duration rest,
            String seen,
            HttpServletResponse response,
            LiveStreams streams,
            Duration life) {
        this.page = page;
        this.rest = rest;
        this.seen = seen;
        this.response = response;
        this.streams = streams;
        this.life = life;
    }

    /**
     * Sends until the page has ended, the life of the stream is over, the gateway stops, or the API refuses.
     *
     * @throws ApiRefusedException if it does so before anything was sent
     * @throws IOException if the browser is gone
     */
    void send() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Shown shown = look();
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setHeader("X-Accel-Buffering", "no");
        write("retry: 2000\n");
        while (tell(shown) && streams.pause(pause) && System.nanoTime() - begun < life.toNanos()) {
            try {
                shown = look();
            } catch (ApiRefusedException e) {
                return; // such as after sign-out; the browser connects again, and is told then
            }
        }
    }

    private Shown look() {
        long begun = System.nanoTime();
        Shown shown = page.get();
        Duration after = Duration.ofNanos(PAUSE_OF_LOOK * (System.nanoTime() - begun));
        pause = after.compareTo(EVERY) > 0 ? after : EVERY;
        return shown;
    }

    /** A comment where there is nothing to tell: only a write shows that a browser is gone. Gives whether anything may follow. */
    private boolean tell(Shown shown) throws IOException {
        if (shown.seen().equals(seen)) {
            write(":\n\n");
        } else {
            seen = shown.seen();
            write("event: changed\ndata: " + seen + "\n\n");
            pause = pause.compareTo(rest) > 0 ? pause : rest;
        }
        if (shown.hasEnded()) {
            write("event: end\ndata: " + seen + "\n\n"); // a message without data is none
        }
        return !shown.hasEnded();
    }

    private void write(String text) throws IOException {
        response.getOutputStream().write(text.getBytes(UTF_8));
        response.flushBuffer();
    }
}
