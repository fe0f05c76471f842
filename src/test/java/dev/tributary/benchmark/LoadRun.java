package dev.tributary.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A closed loop: every connection sends its next call when the last was answered. Good for rates, not for tails. */
final class LoadRun {

    /** @param latencies in nanoseconds, sorted */
    @SuppressWarnings("ArrayRecordComponent") // one holder, never compared
    record Outcome(long calls, double seconds, long[] latencies) {

        double rate() {
            return calls / seconds;
        }

        double medianMillis() {
            return latencies.length == 0 ? Double.NaN : latencies[latencies.length / 2] / 1e6;
        }
    }

    private LoadRun() {}

    static Outcome run(int port, int connections, Duration duration, SignedCalls calls, Ledger ledger)
            throws InterruptedException, ExecutionException {
        return run(port, connections, duration, Long.MAX_VALUE, calls, ledger);
    }

    /** Ends after the duration, or with the call that has the last number. */
    static Outcome run(int port, int connections, Duration duration, long lastNumber, SignedCalls calls, Ledger ledger)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long startedAt = System.nanoTime();
            long deadline = startedAt + duration.toNanos();
            List<Future<long[]>> running = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                running.add(threads.submit(() -> loop(port, deadline, lastNumber, calls.copy(), ledger)));
            }
            List<long[]> latencies = new ArrayList<>();
            for (Future<long[]> one : running) {
                latencies.add(one.get());
            }
            double seconds = (System.nanoTime() - startedAt) / 1e9;
            long[] all =
                    latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return new Outcome(all.length, seconds, all);
        } finally {
            threads.shutdownNow();
        }
    }

    private static long[] loop(int port, long deadline, long lastNumber, SignedCalls calls, Ledger ledger) {
        BitSet acknowledged = new BitSet();
        long[] latencies = new long[1024];
        int count = 0;
        try (LoadConnection connection = new LoadConnection(port)) {
            for (long sentAt = System.nanoTime(); sentAt < deadline; sentAt = System.nanoTime()) {
                long number = ledger.nextNumber();
                if (number > lastNumber) {
                    break;
                }
                int status = connection.exchange(calls.next(number));
                if (status != 200) {
                    ledger.ended("status " + status);
                    continue;
                }
                acknowledged.set(Math.toIntExact(number));
                if (count == latencies.length) {
                    latencies = Arrays.copyOf(latencies, count * 2);
                }
                latencies[count++] = System.nanoTime() - sentAt;
            }
        } catch (IOException e) {
            ledger.ended(String.valueOf(e.getMessage()));
        }
        ledger.acknowledged(acknowledged);
        return Arrays.copyOf(latencies, count);
    }
}
