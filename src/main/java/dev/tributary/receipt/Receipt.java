package dev.tributary.receipt;

import dev.tributary.event.Proof;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One incoming call to a configured source.
 *
 * @param reason why it was refused or not mapped, in the operator's words; null when accepted
 * @param duplicateOf the event that an earlier call reported already
 * @param eventIds the events that this call became
 * @param keyId the id of the source's secret that verified the call
 * @param released the verdict before the call was released; null where it was not
 */
public record Receipt(
        String id,
        String tenant,
        String provider,
        String sourceId,
        Instant receivedAt,
        Verdict verdict,
        @Nullable String reason,
        @Nullable String duplicateOf,
        List<String> eventIds,
        @Nullable Proof proof,
        @Nullable String keyId,
        Content content,
        @Nullable Verdict released) {

    /**
     * What is kept of the bytes and headers of the call.
     *
     * @param sha256 lower-case hex digest of the bytes as received; empty where the body of a rejected call was cut
     * @param size of the bytes as received
     * @param redactions the paths whose values were replaced in {@code body}
     * @param headers content type, content encoding and user agent; never a proof or an authorization
     * @param body the bytes as received but for the redactions; empty where a secret could not be found to be redacted; of a
     *     rejected call at most 4 KiB
     */
    @SuppressWarnings("ArrayRecordComponent") // one holder, never compared
    public record Content(String sha256, int size, List<String> redactions, Map<String, String> headers, byte[] body) {}

    /**
     * The same receipt after its call was released.
     *
     * @param secret the id of the one that verified the call
     * @param events ids of the events that it became by that, beside those that it names already
     * @param original the event that another call had reported; null where there is none
     */
    public Receipt asReleased(Proof verified, @Nullable String secret, List<String> events, @Nullable String original) {
        List<String> all =
                Stream.concat(eventIds.stream(), events.stream()).distinct().toList();
        return new Receipt(
                id,
                tenant,
                provider,
                sourceId,
                receivedAt,
                Verdict.RELEASED,
                reason,
                all.isEmpty() ? original : duplicateOf,
                all,
                verified,
                secret,
                content,
                released == null ? verdict : released);
    }

    /**
     * The same receipt after some of its events were found to be stored before, under other ids.
     *
     * @param existing ids of events that exist; the others are no longer named
     * @param original the event that an earlier call reported; kept where no event of this call is left
     */
    public Receipt withEvents(Set<String> existing, String original) {
        List<String> left = eventIds.stream().filter(existing::contains).toList();
        boolean duplicate = left.isEmpty();
        return new Receipt(
                id,
                tenant,
                provider,
                sourceId,
                receivedAt,
                duplicate ? Verdict.DUPLICATE : verdict,
                reason,
                duplicate ? original : null,
                left,
                proof,
                keyId,
                content,
                released);
    }

    /** What became of a call. */
    public enum Verdict {
        ACCEPTED,
        DUPLICATE,
        /** Not verified; never an event. */
        REJECTED,
        /** Verified, but not a JSON object. */
        INVALID,
        /** A provider's test ping. */
        TEST,
        /** Rejected, invalid or unmapped at first, and released by an operator since. */
        RELEASED;

        /** The name on the wire and in the store. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
