package dev.tributary.fairness;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.faultrun.GatewayProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Calls at a rate on many connections, by bytes that are made beforehand: it takes little of the machine. */
final class Flood implements AutoCloseable {

    private static final String CLOSED = "closed";

    private final int port;
    private final double rate;
    private final IntFunction<String> requests;
    private final AtomicInteger sent = new AtomicInteger();
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();
    private final ExecutorService threads;
    private final long startedAt = System.nanoTime();
    private volatile boolean closed;

    /**
     * Begins.
     *
     * @param connections each waits for an answer before its next request, so that there have to be enough for the rate
     * @param requests the whole request with a number
     */
    Flood(GatewayProcess gateway, double rate, int connections, IntFunction<String> requests) {
        this.port = gateway.port();
        this.rate = rate;
        this.requests = requests;
        this.threads = Executors.newFixedThreadPool(connections);
        for (int i = 0; i < connections; i++) {
            threads.execute(this::callUntilClosed);
        }
    }

    static String post(String path, String secret, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nX-Secret: " + secret + "\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    /** The same, after which the gateway closes the connection: the next request needs a new one. */
    static String postAndReconnect(String path, String secret, String body) {
        return post(path, secret, body).replace("Host: x\r\n", "Host: x\r\nConnection: close\r\n");
    }

    /** How often each status was answered, and how often a connection was closed without an answer. */
    Map<String, Integer> answers() {
        return Map.copyOf(answers);
    }

    /** How many requests were answered. */
    int answered() {
        return answers.entrySet().stream()
                .filter(answer -> !answer.getKey().equals(CLOSED))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    private void callUntilClosed() {
        while (!closed) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                boolean isKept = true;
                while (!closed && isKept) {
                    int number = sent.getAndIncrement();
                    long due = startedAt + (long) (number / rate * 1e9);
                    LockSupport.parkNanos(due - System.nanoTime());
                    socket.getOutputStream().write(requests.apply(number).getBytes(UTF_8));
                    String answer = answer(socket.getInputStream());
                    answers.merge(answer.substring(9, 12), 1, Integer::sum);
                    isKept = !answer.contains("Connection: close");
                }
            } catch (IOException e) {
                answers.merge(CLOSED, 1, Integer::sum);
            }
        }
    }

    /** An answer that ends with a JSON object. */
    private static String answer(InputStream in) throws IOException {
        byte[] buffer = new byte[4096];
        int size = 0;
        do {
            int count = in.read(buffer, size, buffer.length - size);
            if (count < 0) {
                throw new IOException("the connection was closed");
            }
            size += count;
        } while (buffer[size - 1] != '}');
        return new String(buffer, 0, size, UTF_8);
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new AssertionError("the flood did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
