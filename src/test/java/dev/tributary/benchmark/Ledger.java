package dev.tributary.benchmark;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** Which calls of one target were answered 200, by their number, and how the others ended. */
final class Ledger {

    private final AtomicLong next = new AtomicLong();
    private final BitSet acknowledged = new BitSet();
    private final Map<String, Integer> others = new TreeMap<>();

    long nextNumber() {
        return next.getAndIncrement();
    }

    synchronized void acknowledged(BitSet numbers) {
        acknowledged.or(numbers);
    }

    synchronized void acknowledged(int number) {
        acknowledged.set(number);
    }

    synchronized void ended(String otherwise) {
        others.merge(otherwise, 1, Integer::sum);
    }

    synchronized BitSet acknowledged() {
        return (BitSet) acknowledged.clone();
    }

    /** Answers other than 200 and broken connections, counted. */
    synchronized Map<String, Integer> others() {
        return Map.copyOf(others);
    }
}
