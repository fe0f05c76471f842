package dev.tributary.api.stream;

import dev.tributary.api.limit.TenantLimits.Started;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.thread.Threading;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;

/** The streams of this gateway, each on a thread. They end before the server stops, which would wait for them. */
@Component
final class EventStreams implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EventStreams.class);

    private final Executor threads;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean running;
    private volatile boolean stopped;

    EventStreams(Environment environment, MeterRegistry metrics) {
        this.threads = Threading.VIRTUAL.isActive(environment)
                ? new VirtualThreadTaskExecutor("stream-")
                : Executors.newCachedThreadPool(new DefaultThreadFactory("stream", true));
        Gauge.builder("tributary.streams.open", open, Set::size)
                .description("Streams of events that clients read at this gateway")
                .register(metrics);
    }

    /** @param place released when the stream has ended */
    ResponseBodyEmitter start(EventStream stream, Started place) throws IOException {
        stream.begin();
        open.add(stream);
        if (stopped) {
            stream.end();
        }
        try {
            threads.execute(() -> send(stream, place));
        } catch (RuntimeException | Error e) { // such as no memory for a thread
            open.remove(stream);
            stream.close();
            throw e;
        }
        return stream.emitter();
    }

    private void send(EventStream stream, Started place) {
        try (place;
                stream) {
            stream.send();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) { // any failure has to end the answer, or the client would wait for ever
            log.warn("A stream of events has ended: {}", e.toString());
            stream.fail(e);
        } finally {
            open.remove(stream);
        }
    }

    @Override
    public void start() {
        running = true;
        stopped = false;
    }

    @Override
    public void stop() {
        running = false;
        stopped = true;
        open.forEach(EventStream::end);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
