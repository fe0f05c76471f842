package dev.tributary.egress;

import dev.tributary.platform.Shares;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of answers that are in memory at a time, limited in all and for each holder by {@link Shares}. They are counted
 * as they arrive, each part before it is kept, and until the call that has read them has ended.
 */
public final class AnswerMemory {

    /** The answer was not kept, because its holder has no share left, or all of the memory is in use. Later it may fit. */
    public static final class ExhaustedException extends IOException {

        private static final long serialVersionUID = 1L;

        ExhaustedException() {
            super("no memory is left for the answer");
        }
    }

    /** A call on its thread, and what was read of its answer. */
    private static final class Call {

        private final String holder;
        private long bytes;

        Call(String holder) {
            this.holder = holder;
        }
    }

    private static final ThreadLocal<@Nullable Call> CURRENT = new ThreadLocal<>();

    private final Shares shares;

    /** @param bytes of all answers together; one holder gets three quarters of them at most */
    public AnswerMemory(long bytes) {
        this.shares = new Shares(bytes);
    }

    /**
     * Makes a call. What its client reads on this thread is counted for the holder until the call returns, so that the
     * answer must not be kept longer.
     */
    public <T> T during(String holder, Supplier<T> call) {
        var own = new Call(holder);
        CURRENT.set(own);
        try {
            return call.get();
        } finally {
            CURRENT.remove();
            shares.release(holder, own.bytes);
        }
    }

    /** How many bytes are in memory. */
    public long taken() {
        return shares.taken();
    }

    /** Counts bytes that were read and are about to be kept. */
    void take(int bytes) throws ExhaustedException {
        Call own = CURRENT.get();
        if (own == null) {
            throw new IllegalStateException("the bytes of this answer are counted for no call");
        }
        if (!shares.take(own.holder, bytes)) {
            throw new ExhaustedException();
        }
        own.bytes += bytes;
    }
}
