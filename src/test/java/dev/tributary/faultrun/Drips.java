package dev.tributary.faultrun;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections that send a request's body byte by byte, and connect again when they are closed. */
public final class Drips implements AutoCloseable {

    private final int port;
    private final String head;
    private final String drop;
    private final List<RawConnection> connections = new ArrayList<>();
    private final AtomicInteger closed = new AtomicInteger();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    /** Opens that many. */
    public Drips(int port, int count, String head, String drop) throws IOException {
        this.port = port;
        this.head = head;
        this.drop = drop;
        for (int i = 0; i < count; i++) {
            connections.add(new RawConnection(port).write(head));
        }
        var unused = clock.scheduleAtFixedRate(this::dripAll, 500, 500, TimeUnit.MILLISECONDS);
    }

    /** How many connections the server has closed. */
    public int closed() {
        return closed.get();
    }

    private void dripAll() {
        connections.replaceAll(this::drip);
    }

    private RawConnection drip(RawConnection connection) {
        try {
            return connection.write(drop);
        } catch (IOException broken) {
            closed.incrementAndGet();
            try {
                connection.close();
                return new RawConnection(port).write(head);
            } catch (IOException refused) {
                return connection;
            }
        }
    }

    @Override
    public void close() throws IOException {
        clock.shutdown();
        try {
            if (!clock.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new IOException("the drips did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (RawConnection connection : connections) {
            connection.close();
        }
    }
}
