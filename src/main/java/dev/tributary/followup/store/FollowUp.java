package dev.tributary.followup.store;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.tributary.followup.api.UnfetchableException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One listed URL that is still to be fetched.
 *
 * @param id event and index of the resource in it
 * @param href the relative URL, as listed
 * @param nextAttemptAt null while it waits for the kinds before its own
 * @param status HTTP status of the last attempt; null before the first, or when no answer came
 * @param reason why the last attempt failed; null before the first
 * @param work not on the wire
 */
public record FollowUp(
        String id,
        String eventId,
        String kind,
        String href,
        @Nullable Instant nextAttemptAt,
        @Nullable Integer status,
        @Nullable String reason,
        @JsonIgnore Work work) {

    /**
     * What a worker needs besides.
     *
     * @param connectionId the provider's id
     * @param accountId the provider's id of the account, where the event is about one and no connection
     * @param userId the provider's id of the end user, as the event names it
     * @param receiptId of the call that the event came from; null where there is none, or it is not known any more
     * @param rank place of the kind in the order of fetching
     * @param attempts that were made
     * @param token of the claim; empty while unclaimed
     */
    public record Work(
            String tenant,
            String sourceId,
            String provider,
            @Nullable String connectionId,
            @Nullable String accountId,
            @Nullable String userId,
            @Nullable String receiptId,
            int rank,
            int attempts,
            String token) {

        /** The provider's id of what the event is about. */
        @Nullable
        public String subjectId() {
            return connectionId == null ? accountId : connectionId;
        }
    }

    /** Whether the provider has refused the credentials of the last attempt. */
    public boolean wasUnauthorized() {
        return UnfetchableException.UNAUTHORIZED.equals(reason);
    }
}
