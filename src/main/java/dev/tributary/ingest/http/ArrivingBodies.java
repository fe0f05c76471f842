package dev.tributary.ingest.http;

import dev.tributary.ingest.http.Admission.Call;
import dev.tributary.ingest.http.Admission.Limits;
import dev.tributary.ingest.http.Refusals.Reason;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bodies that have not arrived whole. They have no thread, only a place from the share of their source and one from the
 * share of their client address. One that is slower than the minimum rate is cut.
 */
final class ArrivingBodies {

    /** What is done with a call once its body is there. */
    interface Served {

        void serve(Call call, byte[] body) throws IOException, ServletException;
    }

    private static final Duration EVERY = Duration.ofMillis(250);

    private final IngestSettings settings;
    private final Limits limits;
    private final Refusals refusals;
    private final Set<ArrivingBody> bodies = ConcurrentHashMap.newKeySet();

    ArrivingBodies(IngestSettings settings, Limits limits, Refusals refusals) {
        this.settings = settings;
        this.limits = limits;
        this.refusals = refusals;
    }

    /** Reads the body of a call as it arrives; returns at once. */
    void read(Call call, Served served) throws IOException {
        String source = call.sourceId();
        String address = call.request().getRemoteAddr();
        if (!limits.reading().take(source, 1)) {
            refusals.send(call.response(), Reason.TOO_MANY_SLOW);
            return;
        }
        if (!limits.addresses().take(address, 1)) {
            limits.reading().release(source, 1);
            refusals.send(call.response(), Reason.TOO_MANY_SLOW);
            return;
        }
        AsyncContext context = call.request().startAsync();
        context.setTimeout(0); // cutSlow ends it
        var body = new ArrivingBody(call, context, this, served);
        context.addListener(body);
        bodies.add(body);
        call.unread().ask();
        call.request().getInputStream().setReadListener(body);
    }

    /** Cuts what is too slow; to be called several times a second. */
    Duration cutSlow() {
        long now = System.nanoTime();
        for (ArrivingBody body : bodies) {
            if (settings.isTooSlow(Duration.ofNanos(now - body.startedAt()), body.size())) {
                body.refuse(Reason.TOO_SLOW);
            }
        }
        return EVERY;
    }

    /** Counts bytes that arrived; gives why the call is refused, if it is. */
    Reason count(Call call, int size, int more) {
        if (size + more > settings.maxBody().toBytes()) {
            return Reason.TOO_LARGE;
        }
        return limits.takeBytes(call, more) ? Reason.NONE : Reason.TOO_MANY_BYTES;
    }

    /** Releases what a body held while it was being read. */
    void arrived(ArrivingBody body, Call call) {
        if (bodies.remove(body)) {
            limits.reading().release(call.sourceId(), 1);
            limits.addresses().release(body.address(), 1);
        }
    }

    void releaseBytes(Call call, int size) {
        limits.bytes().release(call.sourceId(), size);
    }

    void send(Call call, Reason reason) throws IOException {
        refusals.send(call.response(), reason);
    }
}
