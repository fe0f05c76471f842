package dev.tributary.embedded.index;

import dev.tributary.embedded.engine.KeyScan;
import dev.tributary.embedded.engine.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.PriorityQueue;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The ids that a plan finds, one after the other. Can go on later where an earlier pass has stopped. */
public final class PlanScan implements AutoCloseable {

    /** Where a pass has stopped: the key, for merged intervals what follows the equal fields, and the interval. */
    @SuppressWarnings("ArrayRecordComponent") // compared by its bytes, never as a record
    public record Stop(byte[] key, int interval) {}

    private final class Source {
        private final int number;
        private final Interval interval;
        private @Nullable KeyScan keys;
        private byte[] key = {};
        private byte[] value = {};

        Source(int number, Interval interval) {
            this.number = number;
            this.interval = interval;
        }

        boolean next() {
            if (interval.exact()) {
                return exact();
            }
            if (keys == null) {
                keys = view.scan(interval.from(), interval.to(), plan.reverse());
            }
            if (!keys.next()) {
                return false;
            }
            key = keys.key();
            value = keys.value();
            return true;
        }

        private boolean exact() {
            byte[] found = key.length > 0 ? null : view.get(interval.from());
            if (found == null) {
                return false;
            }
            key = interval.from();
            value = found;
            return true;
        }

        byte[] suffix() {
            return Arrays.copyOfRange(key, interval.prefix(), key.length);
        }

        void close() {
            if (keys != null) {
                keys.close();
                keys = null;
            }
        }
    }

    private final View view;
    private final Plan plan;
    private final List<Source> sources = new ArrayList<>();
    private final PriorityQueue<Source> heads;
    private final @Nullable NavigableSet<byte[]> seen;
    private @Nullable Source current;
    private int nextSource;
    private long keysExamined;

    /** @param after where an earlier pass has stopped; null to begin */
    public PlanScan(View view, Plan plan, @Nullable Stop after) {
        this.view = view;
        this.plan = plan;
        this.seen = plan.multikey() ? new TreeSet<>(Arrays::compareUnsigned) : null;
        Comparator<Source> bySuffix = (one, other) -> Arrays.compareUnsigned(one.suffix(), other.suffix());
        this.heads = new PriorityQueue<>(
                (plan.reverse() ? bySuffix.reversed() : bySuffix).thenComparing(source -> source.number));
        int count = plan.intervals().size();
        for (int i = 0; i < count; i++) {
            int number = plan.reverse() && !plan.merged() ? count - 1 - i : i;
            Interval left = left(plan.intervals().get(number), number, after);
            if (!left.isEmpty()) {
                sources.add(new Source(number, left));
            }
        }
        if (plan.merged()) {
            sources.stream().filter(Source::next).forEach(heads::add);
        }
    }

    private Interval left(Interval interval, int number, @Nullable Stop after) {
        if (after == null) {
            return interval;
        }
        byte[] stop = plan.merged() ? Interval.join(interval.head(), after.key()) : after.key();
        boolean without = !plan.merged() || number <= after.interval();
        return plan.reverse() == without
                ? plan.reverse() ? interval.endingBefore(stop) : interval.startingAt(stop)
                : plan.reverse()
                        ? interval.endingBefore(Interval.next(stop))
                        : interval.startingAt(Interval.next(stop));
    }

    /** Moves to the next document; false at the end. */
    public boolean next() {
        while (advance()) {
            keysExamined++;
            if (seen == null || seen.add(position())) {
                return true;
            }
        }
        return false;
    }

    private boolean advance() {
        return plan.merged() ? advanceMerged() : advanceInOrder();
    }

    private boolean advanceInOrder() {
        while (true) {
            if (current != null && current.next()) {
                return true;
            }
            if (current != null) {
                current.close();
            }
            if (nextSource == sources.size()) {
                current = null;
                return false;
            }
            current = sources.get(nextSource++);
        }
    }

    private boolean advanceMerged() {
        if (current != null && current.next()) {
            heads.add(current);
        }
        current = heads.poll();
        return current != null;
    }

    /** The key of the document's id. */
    public byte[] position() {
        Source source = found();
        return IndexEntries.position(plan.index(), source.key, source.value);
    }

    /** The document, if the index is that of the documents; else null. */
    public byte @Nullable [] document() {
        return plan.index().primary() ? found().value : null;
    }

    /** Where to go on after this document. */
    public Stop stop() {
        Source source = found();
        return new Stop(plan.merged() ? source.suffix() : source.key, source.number);
    }

    /** How many keys of the index were read. */
    public long keysExamined() {
        return keysExamined;
    }

    private Source found() {
        if (current == null) {
            throw new IllegalStateException("there is no document here");
        }
        return current;
    }

    @Override
    public void close() {
        sources.forEach(Source::close);
    }
}
