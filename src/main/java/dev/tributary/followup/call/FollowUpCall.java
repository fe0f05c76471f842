package dev.tributary.followup.call;

import com.mongodb.MongoException;
import dev.tributary.egress.schedule.OutgoingCall;
import dev.tributary.followup.store.FollowUp;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.camel.CamelExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One fetch that waits for its place, and is then handed to {@code routes/follow-up.camel.yaml}. */
public final class FollowUpCall implements OutgoingCall {

    private static final Logger log = LoggerFactory.getLogger(FollowUpCall.class);
    private static final int BYTES = 1024;

    private final FollowUp followUp;
    private final Function<FollowUp, Result> route;
    private final Consumer<FollowUp> ended;
    private final Consumer<FollowUp> released;

    /**
     * @param ended is called after the fetch
     * @param released is called when the fetch was not started; must not block
     */
    public FollowUpCall(
            FollowUp followUp,
            Function<FollowUp, Result> route,
            Consumer<FollowUp> ended,
            Consumer<FollowUp> released) {
        this.followUp = followUp;
        this.route = route;
        this.ended = ended;
        this.released = released;
    }

    /** A store that is down is logged in one line: the lease or the sweep brings the work back. */
    @Override
    public Result run() {
        try {
            return route.apply(followUp);
        } catch (CamelExecutionException e) {
            Throwable cause = e.getCause();
            log.warn(
                    "The outcome of follow-up {} was not recorded; it is made again when its lease ends: {}",
                    followUp.id(),
                    cause instanceof MongoException ? cause.getClass().getSimpleName() : String.valueOf(cause));
            return Result.ANSWERED;
        } finally {
            ended.accept(followUp);
        }
    }

    @Override
    public void withdrawn() {
        released.accept(followUp);
    }

    @Override
    public boolean late() {
        return followUp.work().attempts() > 0;
    }

    @Override
    public int bytes() {
        return BYTES;
    }
}
