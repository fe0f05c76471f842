package dev.tributary.mapping;

import dev.tributary.event.Proof;
import dev.tributary.provider.Payload;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One verified call, ready to be mapped. Mapping it again gives the same events but for their ids.
 *
 * @param receiptId null where no receipt is kept
 * @param digest SHA-256 of the bytes as received
 * @param body the bytes that {@code payload} was parsed from; secrets in them may have been redacted since
 */
@SuppressWarnings("ArrayRecordComponent") // one holder, never compared
public record MappingInput(
        String tenant,
        String provider,
        String sourceId,
        @Nullable String receiptId,
        Instant receivedAt,
        Proof proof,
        byte[] digest,
        byte[] body,
        Payload payload) {}
