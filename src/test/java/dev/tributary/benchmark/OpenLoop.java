package dev.tributary.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Calls at a fixed rate, whether or not those before were answered. Good for latencies. */
final class OpenLoop {

    private static final long LATE_NANOS = 10_000_000;

    /**
     * @param intended by call number, when it should have been sent, as {@code System.nanoTime()}
     * @param late share of the calls that were sent more than 10 ms after that
     * @param answerMicros from that time until the call was answered 200
     */
    record Outcome(Map<Integer, Long> intended, double seconds, double late, Histogram answerMicros) {}

    private final int port;
    private final SignedCalls calls;
    private final Ledger ledger;
    private final AtomicLong next = new AtomicLong();
    private final AtomicInteger late = new AtomicInteger();
    private final Map<Integer, Long> intended = new ConcurrentHashMap<>();
    private final Histogram answerMicros = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3);

    private OpenLoop(int port, SignedCalls calls, Ledger ledger) {
        this.port = port;
        this.calls = calls;
        this.ledger = ledger;
    }

    /** @param rate calls a second, all connections together */
    static Outcome run(int port, int connections, double rate, Duration duration, SignedCalls calls, Ledger ledger)
            throws InterruptedException, ExecutionException {
        OpenLoop loop = new OpenLoop(port, calls, ledger);
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        long start = System.nanoTime() + 50_000_000;
        long count = Math.round(rate * duration.toNanos() / 1e9);
        try {
            for (Future<?> one : IntStream.range(0, connections)
                    .mapToObj(i -> threads.submit(() -> loop.connection(start, 1e9 / rate, count)))
                    .toList()) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Outcome(Map.copyOf(loop.intended), seconds, (double) loop.late.get() / count, loop.answerMicros);
    }

    private void connection(long start, double gapNanos, long count) {
        SignedCalls own = calls.copy();
        try (LoadConnection connection = new LoadConnection(port)) {
            for (long i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                long at = start + (long) (i * gapNanos);
                parkUntil(at);
                int number = Math.toIntExact(ledger.nextNumber());
                intended.put(number, at);
                if (System.nanoTime() - at > LATE_NANOS) {
                    late.incrementAndGet();
                }
                int status = connection.exchange(own.next(number));
                if (status == 200) {
                    ledger.acknowledged(number);
                    answerMicros.recordValue(Math.min(
                            answerMicros.getHighestTrackableValue(), Math.max(0, (System.nanoTime() - at) / 1000)));
                } else {
                    ledger.ended("status " + status);
                }
            }
        } catch (IOException e) {
            ledger.ended(String.valueOf(e.getMessage()));
        }
    }

    static void parkUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
