package dev.tributary.ingest.http;

import dev.tributary.ingest.http.Admission.Call;
import dev.tributary.ingest.http.ArrivingBodies.Served;
import dev.tributary.ingest.http.Refusals.Reason;
import dev.tributary.ingest.http.server.EndListener;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One body that arrives bit by bit. It ends once: served, refused, or cut. */
final class ArrivingBody extends EndListener implements ReadListener {

    private static final Logger log = LoggerFactory.getLogger(ArrivingBody.class);
    private static final int FIRST_BYTES = 1024;

    private final Call call;
    private final AsyncContext context;
    private final ArrivingBodies bodies;
    private final Served served;
    private final String address;
    private final long startedAt = System.nanoTime();
    private byte[] arrived = new byte[FIRST_BYTES];
    private volatile int size;
    private boolean ended;

    ArrivingBody(Call call, AsyncContext context, ArrivingBodies bodies, Served served) {
        this.call = call;
        this.context = context;
        this.bodies = bodies;
        this.served = served;
        this.address = call.request().getRemoteAddr();
    }

    /** By {@link System#nanoTime()}. */
    long startedAt() {
        return startedAt;
    }

    String address() {
        return address;
    }

    /** Bytes that have arrived. */
    int size() {
        return size;
    }

    @Override
    public void onDataAvailable() throws IOException {
        Reason refused = readOn();
        if (refused != Reason.NONE) {
            refuse(refused);
        }
    }

    private synchronized Reason readOn() throws IOException {
        ServletInputStream in = call.request().getInputStream();
        while (!ended && in.isReady() && !in.isFinished()) {
            if (size == arrived.length) {
                arrived = Arrays.copyOf(arrived, nextCapacity());
            }
            int count = in.read(arrived, size, arrived.length - size);
            if (count < 0) {
                break;
            }
            Reason refused = bodies.count(call, size, count);
            if (refused != Reason.NONE) {
                return refused;
            }
            size += count;
        }
        return Reason.NONE;
    }

    /** No more than was announced, so that the whole body is no copy; and twice what has come, as the rest may never come. */
    private int nextCapacity() {
        long announced = call.request().getContentLengthLong();
        return (int) (announced > size ? Math.min(announced, 2L * size) : 2L * size);
    }

    @Override
    public void onAllDataRead() {
        if (!end()) {
            return;
        }
        try {
            if (arrived.length != size) {
                arrived = Arrays.copyOf(arrived, size);
            }
            served.serve(call, arrived);
        } catch (IOException | ServletException e) {
            log.debug("A call was not answered: {}", e.getMessage());
        } finally {
            bodies.releaseBytes(call, size);
            context.complete();
        }
    }

    @Override
    public void onError(Throwable failure) {
        // the listener of the request is told as well
    }

    @Override
    protected void end(@Nullable Throwable failure) {
        refuse(failure instanceof SocketTimeoutException ? Reason.TOO_SLOW : Reason.BROKEN_OFF);
    }

    /** Answers without reading on, and closes the connection; does nothing once the body has ended. */
    void refuse(Reason reason) {
        if (!end()) {
            return;
        }
        bodies.releaseBytes(call, size);
        try {
            call.response().setHeader("Connection", "close");
            bodies.send(call, reason);
            call.response().flushBuffer();
        } catch (IOException e) {
            log.debug("A refused client is gone: {}", e.getMessage());
        } finally {
            call.unread().abandon();
            context.complete();
        }
    }

    private synchronized boolean end() {
        boolean first = !ended;
        ended = true;
        bodies.arrived(this, call);
        return first;
    }
}
