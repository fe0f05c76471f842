package dev.tributary.followup;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import dev.tributary.egress.AnswerMemory;
import dev.tributary.egress.CallFailure;
import dev.tributary.egress.RetryAfter;
import dev.tributary.egress.RetryPolicy;
import dev.tributary.egress.schedule.OutgoingCall.Result;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.followup.api.ReadRows.Skipped;
import dev.tributary.followup.api.ResourceApi;
import dev.tributary.followup.api.ResourceApis;
import dev.tributary.followup.api.UnfetchableException;
import dev.tributary.followup.store.FollowUp;
import dev.tributary.followup.store.FollowUpStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import org.apache.camel.Body;
import org.apache.camel.ExchangeException;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records a fetch result: rows are stored and the event's resource ends, or the next attempt is scheduled. A gateway that
 * has lost the lease does not record the result; rows that it stored before are correct and stay.
 */
public final class FetchedAnswers {

    private static final Logger log = LoggerFactory.getLogger(FetchedAnswers.class);
    private static final int PART = 1 << 20;
    /**
     * Parts of answers that are read at a time; a tree takes ten times the bytes of its answer. One source reads one answer at a
     * time. Two of 32 MiB leave parts for small ones, so that large answers of some sources do not delay all others.
     */
    private static final int PARTS_AT_ONCE = 72;

    private final FollowUpStore followUps;
    private final FetchResults results;
    private final ResourceApis apis;
    private final PendingEvents pending;
    private final RefreshPlan plan;
    private final BiConsumer<String, Duration> rest;
    private final RetryPolicy retries;
    private final Clock clock;
    private final Semaphore reading = new Semaphore(PARTS_AT_ONCE);
    private final Map<String, Semaphore> readingOfSource = new ConcurrentHashMap<>();

    FetchedAnswers(
            FollowUpStore followUps,
            FetchResults results,
            ResourceApis apis,
            PendingEvents pending,
            RefreshPlan plan,
            BiConsumer<String, Duration> rest,
            RetryPolicy retries,
            Clock clock) {
        this.followUps = followUps;
        this.results = results;
        this.apis = apis;
        this.pending = pending;
        this.plan = plan;
        this.rest = rest;
        this.retries = retries;
        this.clock = clock;
    }

    /** The provider has answered, with any status. */
    public Result take(
            @Variable("followUp") FollowUp followUp,
            @Header("CamelHttpResponseCode") int status,
            @Header("Content-Type") @Nullable String contentType,
            @Header("Retry-After") @Nullable String retryAfter,
            @Body byte @Nullable [] body) {
        try {
            if (status < 200 || status > 299) {
                throw UnfetchableException.ofStatus(status);
            }
            fetched(followUp, contentType, body == null ? new byte[0] : body);
            return Result.SUCCEEDED;
        } catch (UnfetchableException e) {
            Duration requested = RetryAfter.parse(retryAfter, clock.instant()).orElse(null);
            if (requested != null && e.isTransient()) {
                rest.accept(followUp.work().sourceId(), requested);
            }
            failed(followUp, e, status, requested);
            return e.isTransient() && (status < 200 || status > 299) ? Result.FAILED : Result.ANSWERED;
        }
    }

    /** No answer came, or the call could not be made. */
    public Result miss(@Variable("followUp") FollowUp followUp, @ExchangeException Exception cause) {
        if (cause instanceof UnfetchableException unfetchable) {
            failed(followUp, unfetchable, followUp.wasUnauthorized() ? followUp.status() : null, null);
            return Result.NOT_MADE;
        }
        if (cause instanceof AnswerMemory.ExhaustedException) {
            // an attempt, so that the follow-up ends although its answers never fit; no fault of the provider
            failed(
                    followUp,
                    UnfetchableException.transientFailure("overloaded", "no memory for the answer"),
                    null,
                    null);
            return Result.ANSWERED;
        }
        String reason = CallFailure.of(cause).wireName();
        String detail = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        failed(followUp, UnfetchableException.transientFailure(reason, detail), null, null);
        return Result.FAILED;
    }

    /** The store does not answer: the fetch is claimed again when its lease ends, and no attempt is counted. A refused write counts as one. */
    public Result notKept(@Variable("followUp") FollowUp followUp, @ExchangeException Exception cause) {
        if (cause instanceof MongoWriteException
                || (cause instanceof MongoBulkWriteException bulk
                        && !bulk.getWriteErrors().isEmpty())) {
            return fault(followUp, cause);
        }
        log.warn(
                "The answer to follow-up {} was not stored; it is fetched again when its lease ends: {}",
                followUp.id(),
                cause.getClass().getSimpleName());
        return Result.ANSWERED;
    }

    /** An unforeseen failure; it counts as an attempt, so that the follow-up ends. */
    public Result fault(@Variable("followUp") FollowUp followUp, @ExchangeException Exception cause) {
        failed(
                followUp,
                UnfetchableException.transientFailure("error", cause.getClass().getSimpleName()),
                null,
                null);
        return Result.ANSWERED;
    }

    private void fetched(FollowUp followUp, @Nullable String contentType, byte[] body) {
        if (!followUps.renew(followUp)) {
            log.info("Follow-up {} was removed or taken over; its answer is not kept", followUp.id());
            return;
        }
        ResourceApi api = api(followUp);
        FetchResults.Kept kept = read(followUp, api, contentType, body);
        List<Skipped> skipped = kept.answer().skipped();
        if (!skipped.isEmpty()) {
            log.warn(
                    "Follow-up {} skipped {} of {} rows, the first because of: {}",
                    followUp.id(),
                    skipped.size(),
                    kept.answer().rows(),
                    skipped.get(0).reason());
        }
        end(followUp, FetchEnd.of(kept));
    }

    private ResourceApi api(FollowUp followUp) {
        return apis.of(followUp.work().provider())
                .orElseThrow(() -> UnfetchableException.permanentFailure(
                        UnfetchableException.REFUSED, "nothing is fetched from the provider"));
    }

    private FetchResults.Kept read(FollowUp followUp, ResourceApi api, @Nullable String contentType, byte[] body) {
        Semaphore ofSource = readingOfSource.computeIfAbsent(followUp.work().sourceId(), id -> new Semaphore(1));
        ofSource.acquireUninterruptibly();
        try {
            int parts = 1 + body.length / PART;
            reading.acquireUninterruptibly(parts);
            try {
                return results.keep(followUp, api, contentType, body);
            } finally {
                reading.release(parts);
            }
        } finally {
            ofSource.release();
        }
    }

    private void failed(
            FollowUp followUp, UnfetchableException e, @Nullable Integer status, @Nullable Duration requested) {
        if (e.reason().equals(UnfetchableException.UNAUTHORIZED)
                && !followUp.wasUnauthorized()
                && apis.canRenew(followUp.work().provider())) {
            // once more, at once, with new credentials
            followUps.retry(followUp, clock.instant(), status, e.reason());
            return;
        }
        Optional<Instant> next = e.isTransient()
                ? retries.nextAttempt(
                        followUp.work().attempts() + 1, clock.instant(), requested, () -> ThreadLocalRandom.current()
                                .nextDouble())
                : Optional.empty();
        log.info("Follow-up {} failed, {}{}", followUp.id(), e.getMessage(), next.isPresent() ? "" : ", permanently");
        if (next.isPresent()) {
            followUps.retry(followUp, next.get(), status, e.reason());
            return;
        }
        end(followUp, FetchEnd.failed(e.reason(), status));
    }

    /** The end stands in the event before the follow-up goes; a crash between the two only repeats the fetch. */
    private void end(FollowUp followUp, FetchEnd end) {
        if (!followUps.renew(followUp)) {
            log.info("Follow-up {} was taken over by another gateway", followUp.id());
            return;
        }
        Optional<StoredEvent> waiting =
                pending.change(followUp.eventId(), state -> end.in(state, followUp, this::nextPage));
        if (waiting.isEmpty()) {
            // also what an event that is unconfirmed no longer needs
            followUps.remove(List.of(followUp.eventId()));
            return;
        }
        followUps.finish(followUp);
        plan.schedule(waiting.get().event());
    }

    private Optional<String> nextPage(FollowUp followUp, int rows, List<String> listed) {
        return apis.of(followUp.work().provider()).flatMap(api -> api.nextPage(followUp.href(), rows, listed));
    }
}
