package dev.tributary.benchmark;

import java.util.Map;

/**
 * What the gateway does with so many events in its store.
 *
 * @param events stored when the pages were read
 * @param callsPerSecond on many connections
 * @param pageMillis by filter, the 95th percentile of a page of 100 events
 * @param consoleMillis by page of the console, and by statistic of the API behind it, the 95th percentile
 * @param secondsToReady after a start on what was stored
 * @param secondsAfterKill the same after SIGKILL; NaN where that was not measured
 * @param peakMemory in GiB
 * @param bytesPerEvent of the store with all its collections and indexes; NaN where that was not measured
 */
record History(
        long events,
        double callsPerSecond,
        Map<String, Double> pageMillis,
        Map<String, Double> consoleMillis,
        double secondsToReady,
        double secondsAfterKill,
        double peakMemory,
        double bytesPerEvent) {

    History(
            long events,
            double callsPerSecond,
            Map<String, Double> pageMillis,
            Map<String, Double> consoleMillis,
            double secondsToReady,
            double peakMemory) {
        this(events, callsPerSecond, pageMillis, consoleMillis, secondsToReady, Double.NaN, peakMemory, Double.NaN);
    }

    History with(double secondsReadyAfterKill, double bytes) {
        return new History(
                events,
                callsPerSecond,
                pageMillis,
                consoleMillis,
                secondsToReady,
                secondsReadyAfterKill,
                peakMemory,
                bytes);
    }
}
