package dev.tributary.api.delivery;

import dev.tributary.api.contract.Caller;
import dev.tributary.delivery.replay.IdempotencyStore;
import dev.tributary.delivery.replay.IdempotencyStore.Claim;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Consumer;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Carries out a call once for each {@code Idempotency-Key}: a repeated call gets the same id, and nothing is done again. */
@Component
public final class IdempotentCalls {

    private static final String HEADER = "Idempotency-Key";

    private final IdempotencyStore keys;
    private final TimeOrderedId ids;

    IdempotentCalls(IdempotencyStore keys, TimeOrderedId ids) {
        this.keys = keys;
        this.ids = ids;
    }

    /** Whether the client sent a key, for calls that do not require one. */
    public static boolean hasKey(HttpServletRequest request) {
        return request.getHeader(HEADER) != null;
    }

    /**
     * Carries out a call unless its key was used for it before.
     *
     * @param meaning all of the request that makes a difference
     * @param work gets the id of what it creates; it may be repeated with the same id after a crash
     * @return that id
     * @throws ProblemException 400 without a usable key, 409 while another call carries it out, 422 where the key was sent
     *     with another request
     */
    public String once(HttpServletRequest request, Caller caller, String meaning, Consumer<String> work) {
        String key = request.getHeader(HEADER);
        if (key == null || !key.matches("[\\x21-\\x7E]{1,255}")) {
            throw ProblemException.invalid(HEADER, "is required: 1 to 255 visible ASCII characters without spaces");
        }
        Claim claim = keys.claim(caller.tenant(), key, meaning, ids.next());
        switch (claim.state()) {
            case CLAIMED -> carryOut(caller, key, claim.resultId(), work);
            case ANSWERED -> {}
            case IN_PROGRESS ->
                throw ProblemException.conflict("A request with this Idempotency-Key is being carried out.");
            case OTHER_REQUEST ->
                throw new ProblemException(Problem.of(
                        HttpStatus.UNPROCESSABLE_ENTITY, "This Idempotency-Key was sent with another request."));
        }
        return claim.resultId();
    }

    private void carryOut(Caller caller, String key, String id, Consumer<String> work) {
        try {
            work.accept(id);
        } catch (ProblemException e) {
            keys.release(caller.tenant(), key);
            throw e;
        }
        keys.answered(caller.tenant(), key);
    }
}
