package dev.tributary.mongo.page;

import dev.tributary.event.TimeOrderedId;
import java.time.Instant;

/** How the ids of a collection are spread, so that a range of a size can be named. */
public enum IdScale {

    /** Ids that begin with a UUIDv7; a size is a number of milliseconds. */
    TIME(1_000) {
        @Override
        String end(String from, long size) {
            return TimeOrderedId.lowest(madeAt(from).plusMillis(size));
        }

        @Override
        String start(String end, long size) {
            return TimeOrderedId.lowest(madeAt(end).minusMillis(size));
        }

        @Override
        long between(String one, String other) {
            return Math.abs(madeAt(one).toEpochMilli() - madeAt(other).toEpochMilli());
        }

        private static Instant madeAt(String id) {
            try {
                return id.length() < UUID_LENGTH
                        ? Instant.EPOCH
                        : TimeOrderedId.instantOf(id.substring(0, UUID_LENGTH));
            } catch (IllegalArgumentException e) {
                return Instant.EPOCH;
            }
        }
    },

    /** Ids that are digests in base64url, spread evenly; a size counts the values of their first five characters. */
    DIGEST(1 << 14) {
        @Override
        String end(String from, long size) {
            return text(Math.min(value(from) + size, VALUES - 1));
        }

        @Override
        String start(String end, long size) {
            return text(Math.max(value(end) - size, 0));
        }

        @Override
        long between(String one, String other) {
            return Math.abs(value(one) - value(other));
        }

        private static long value(String id) {
            long value = 0;
            for (int i = 0; i < COUNTED; i++) {
                value = value * SORTED.length() + (i < id.length() ? place(id.charAt(i)) : 0);
            }
            return value;
        }

        private static String text(long value) {
            var text = new StringBuilder();
            for (int shift = 6 * (COUNTED - 1); shift >= 0; shift -= 6) {
                text.append(SORTED.charAt((int) ((value >> shift) & 63)));
            }
            return text.toString();
        }

        private static int place(char one) {
            return (int) SORTED.chars().filter(other -> other < one).count();
        }
    };

    private static final int UUID_LENGTH = 36;
    private static final int COUNTED = 5;
    private static final long VALUES = 1L << (6 * COUNTED);
    private static final String SORTED = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

    final long first;

    IdScale(long first) {
        this.first = first;
    }

    /** An id that is so much greater than another. */
    abstract String end(String from, long size);

    /** An id that is so much smaller than another; not smaller than it where there is none. */
    abstract String start(String end, long size);

    /** The size of the range between two ids, whichever is greater. */
    abstract long between(String one, String other);
}
