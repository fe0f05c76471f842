package dev.tributary.banking;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * A file that was fetched, without its bytes. Never changes: other bytes under the same name are another document.
 *
 * @param id of {@link dev.tributary.banking.store.DocumentStore#id}
 * @param connectionId the provider's id of the connection
 * @param eventId the event whose follow-ups first brought it
 * @param name as the provider calls it; inside an archive with its folders
 * @param size in bytes
 * @param sha256 lower-case hex
 * @param tenant not on the wire
 */
@JsonPropertyOrder({"id", "sourceId", "connectionId", "providerConnectionId"})
public record DocumentFile(
        String id,
        String sourceId,
        @JsonProperty("providerConnectionId") @Nullable String connectionId,
        String eventId,
        String name,
        String contentType,
        int size,
        String sha256,
        @JsonIgnore String tenant) {

    /** The id of the connection among the records. */
    @JsonProperty("connectionId")
    public @Nullable String connection() {
        return RecordId.named(sourceId, connectionId);
    }
}
