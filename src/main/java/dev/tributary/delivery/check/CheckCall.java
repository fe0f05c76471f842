package dev.tributary.delivery.check;

import com.mongodb.MongoException;
import dev.tributary.egress.schedule.OutgoingCall;
import dev.tributary.subscription.CheckQueue.Claimed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One endpoint check that waits for its place among the outgoing calls. */
final class CheckCall implements OutgoingCall {

    private static final Logger log = LoggerFactory.getLogger(CheckCall.class);
    private static final int BYTES = 1024;

    private final Claimed claimed;
    private final EndpointChecks checks;

    CheckCall(Claimed claimed, EndpointChecks checks) {
        this.claimed = claimed;
        this.checks = checks;
    }

    @Override
    public Result run() {
        boolean recorded = false;
        try {
            recorded = checks.check(claimed);
            return Result.ANSWERED;
        } catch (MongoException e) {
            log.warn(
                    "The outcome of an endpoint check is not recorded; {} is checked again when the lease ends: {}",
                    claimed.subscription(),
                    e.getMessage());
            return Result.NOT_MADE;
        } finally {
            checks.ended(claimed.subscription(), recorded);
        }
    }

    @Override
    public void withdrawn() {
        checks.withdraw(claimed);
        checks.ended(claimed.subscription(), false);
    }

    @Override
    public boolean late() {
        return claimed.subscription().check().failures() > 0;
    }

    @Override
    public int bytes() {
        return BYTES;
    }
}
