package dev.tributary.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber on a loopback port of its own, as cheap as it can be: blocking sockets kept alive, one thread each, the id
 * taken from the header, bodies not parsed. It remembers every id with its time of arrival, and whole requests now and
 * then, to verify their signatures after the run.
 */
final class Sink implements AutoCloseable {

    private static final int SAMPLE_EVERY = 64;
    private static final int MAX_SAMPLES = 2_000;

    /** How requests are answered. */
    enum Behaviour {
        QUICK("answers 200 at once"),
        SLOW("answers 200 after 100 ms"),
        SLOWER("answers 200 after 2 s"),
        HANGING("never answers"),
        REFUSING("refuses connections"),
        FAILING("answers 500 at once");

        final String meaning;

        Behaviour(String meaning) {
            this.meaning = meaning;
        }
    }

    /** @param nanos reading of {@code System.nanoTime()} when the whole request was there */
    record Arrival(String id, long nanos) {}

    private final List<Arrival> arrivals = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final List<SinkRequest> samples = new ArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final int port;
    private volatile Behaviour behaviour = Behaviour.QUICK;
    private volatile ServerSocket server;
    private volatile @Nullable Thread accepting;
    private final AtomicInteger peakConnections = new AtomicInteger();
    private @Nullable Socket reserved;

    Sink() throws IOException {
        server = listen(0);
        port = server.getLocalPort();
    }

    private ServerSocket listen(int wanted) throws IOException {
        ServerSocket listening = new ServerSocket();
        listening.setReuseAddress(true);
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 512);
        accepting = start(() -> accept(listening));
        return listening;
    }

    private static Thread start(Runnable task) {
        Thread thread = new Thread(null, task, "sink", 256 * 1024);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept(ServerSocket listening) {
        try {
            while (true) {
                Socket connection = listening.accept();
                open.add(connection);
                peakConnections.accumulateAndGet(open.size(), Math::max);
                start(() -> serve(connection));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            SinkReader reader = new SinkReader(connection.getInputStream());
            for (SinkRequest request = reader.next(); request != null; request = reader.next()) {
                byte[] answer = answer(request);
                if (answer != null) {
                    connection.getOutputStream().write(answer);
                }
            }
        } catch (IOException e) {
            // the gateway closed it, or this sink did
        } finally {
            open.remove(connection);
        }
    }

    /** @return null for no answer at all */
    private byte @Nullable [] answer(SinkRequest request) {
        if (request.isHandshake()) {
            return SinkRequest.CONSENT;
        }
        long now = System.nanoTime();
        synchronized (this) {
            if (arrivals.size() % SAMPLE_EVERY == 0 && samples.size() < MAX_SAMPLES) {
                samples.add(request);
            }
            arrivals.add(new Arrival(request.webhookId(), now));
            ids.add(request.webhookId());
        }
        return switch (behaviour) {
            case QUICK, REFUSING -> SinkRequest.OK;
            case SLOW -> later(now + 100_000_000L);
            case SLOWER -> later(now + 2_000_000_000L);
            case FAILING -> SinkRequest.ERROR;
            case HANGING -> null;
        };
    }

    private static byte[] later(long at) {
        OpenLoop.parkUntil(at);
        return SinkRequest.OK;
    }

    /** Changes the answers from now on. To refuse, call {@link #refuse()}. */
    void become(Behaviour next) throws IOException {
        if (next == Behaviour.REFUSING) {
            refuse();
        } else {
            behaviour = next;
        }
    }

    /** Closes all connections and refuses new ones; the port stays reserved. Only while nothing is under way. */
    synchronized void refuse() throws IOException {
        close();
        reserved = new Socket();
        reserved.setReuseAddress(true);
        reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Ends {@link #refuse()}. */
    synchronized void listenAgain() throws IOException {
        if (reserved != null) {
            reserved.close();
            reserved = null;
        }
        server = listen(port);
    }

    String uri(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    int port() {
        return port;
    }

    /** How many requests have arrived so far. */
    synchronized int count() {
        return arrivals.size();
    }

    /** How many different ids have arrived so far. */
    synchronized int distinct() {
        return ids.size();
    }

    /** The arrivals after the first {@code count}. */
    synchronized List<Arrival> since(int count) {
        return List.copyOf(arrivals.subList(count, arrivals.size()));
    }

    /** The whole requests that were kept since the last call. */
    synchronized List<SinkRequest> takeSamples() {
        List<SinkRequest> taken = List.copyOf(samples);
        samples.clear();
        return taken;
    }

    /** The largest number of connections that were open at a time. */
    int peakConnections() {
        return peakConnections.get();
    }

    /** Forgets what arrived. */
    synchronized void clear() {
        arrivals.clear();
        ids.clear();
        samples.clear();
    }

    @Override
    public synchronized void close() throws IOException {
        server.close();
        awaitReleaseOfPort();
        for (Socket connection : open) {
            connection.close();
        }
        if (reserved != null) {
            reserved.close();
            reserved = null;
        }
    }

    /** A thread within {@code accept} keeps the port listening until it returns. */
    private void awaitReleaseOfPort() {
        Thread thread = accepting;
        try {
            if (thread != null) {
                thread.join(5_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
