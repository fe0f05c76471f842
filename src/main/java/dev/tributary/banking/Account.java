package dev.tributary.banking;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account, as last fetched.
 *
 * @param id of {@link RecordId#of}
 * @param connectionId the provider's id of the connection
 * @param kind the provider's word, such as {@code Checking}
 * @param balance null where the provider sent none
 * @param creditDebitIndicator null where there is no balance
 * @param disabled no longer refreshed by the provider, and data all the same
 * @param version grows with each change of content; assigned by the store
 * @param tenant not on the wire
 * @param timeZone not on the wire: tz database name of the site's local time, which dates the transactions
 */
@JsonPropertyOrder({"id", "sourceId", "connectionId", "providerConnectionId", "providerId"})
public record Account(
        String id,
        String sourceId,
        @JsonProperty("providerConnectionId") @Nullable String connectionId,
        String providerId,
        @Nullable String name,
        @Nullable String kind,
        @Nullable String number,
        @Nullable Money balance,
        @Nullable CreditDebit creditDebitIndicator,
        Institution institution,
        boolean disabled,
        @Nullable Instant refreshedAt,
        long version,
        @JsonIgnore String tenant,
        @JsonIgnore @Nullable String timeZone) {

    /** The id of the connection among the records. */
    @JsonProperty("connectionId")
    public @Nullable String connection() {
        return RecordId.named(sourceId, connectionId);
    }

    /** The institution, the way into it, and its name for people. */
    public record Institution(
            @Nullable String id,
            @Nullable String siteId,
            @Nullable String name) {}
}
