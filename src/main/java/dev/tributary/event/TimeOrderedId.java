package dev.tributary.event;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Mints UUIDv7 ids that sort by the time they were made, also within one millisecond of one gateway.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9562#section-5.7">RFC 9562, sections 5.7 and 6.2 (method 1)</a>
 */
public final class TimeOrderedId {

    private static final int COUNTER_BITS = 12;
    private static final Instant LAST = Instant.ofEpochMilli((1L << 48) - 1);

    private final Clock clock;
    /** Seeded securely, so that two gateways differ; an id is not a secret, so that later bits may be cheap. */
    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());

    /** Milliseconds and counter in one number; only ever grows, also when the clock steps back. */
    private long last;

    public TimeOrderedId(Clock clock) {
        this.clock = clock;
    }

    /** A new id; its first 48 bits are the clock's milliseconds, or the last id's where the clock stepped back. */
    public String next() {
        long tick;
        long bits;
        synchronized (this) {
            last = Math.max(last + 1, clock.millis() << COUNTER_BITS);
            tick = last;
            bits = random.nextLong();
        }
        long low = (bits & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high(tick), low).toString();
    }

    /** A new id that is also greater than another one, whatever the clock says. */
    public String next(String above) {
        synchronized (this) {
            last = Math.max(last, tick(above));
        }
        return next();
    }

    private static long tick(String id) {
        long high = UUID.fromString(id).getMostSignificantBits();
        return (high >>> 16) << COUNTER_BITS | (high & 0xFFF);
    }

    /** The largest text of this form that is smaller than an id. */
    public static String before(String id) {
        UUID whole = UUID.fromString(id);
        return new UUID(whole.getMostSignificantBits(), whole.getLeastSignificantBits() - 1).toString();
    }

    /** An id that is smaller than every id to come, and greater than every id so far. */
    public String floor() {
        long tick;
        synchronized (this) {
            last = Math.max(last + 1, clock.millis() << COUNTER_BITS);
            tick = last;
        }
        return new UUID(high(tick), Long.MIN_VALUE).toString();
    }

    private static long high(long tick) {
        return ((tick >>> COUNTER_BITS) << 16) | 0x7000 | (tick & 0xFFF);
    }

    /** The moment that is written into an id, in milliseconds. */
    public static Instant instantOf(String id) {
        return Instant.ofEpochMilli(UUID.fromString(id).getMostSignificantBits() >>> 16);
    }

    /**
     * The smallest id of a moment: every id minted from then on is greater. An id holds whole milliseconds from 1970 on, so
     * that a fraction counts as the next one and an earlier moment as 1970; it ends in the year 10889.
     */
    public static String lowest(Instant moment) {
        Instant clamped = moment.isBefore(Instant.EPOCH) ? Instant.EPOCH : moment.isAfter(LAST) ? LAST : moment;
        long millis = clamped.plusNanos(999_999).toEpochMilli();
        return new UUID((millis << 16) | 0x7000, 0x8000_0000_0000_0000L).toString();
    }
}
