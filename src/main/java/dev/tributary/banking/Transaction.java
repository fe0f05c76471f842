package dev.tributary.banking;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A transaction, as last fetched.
 *
 * @param id of {@link RecordId#of}
 * @param connectionId the provider's id of the connection
 * @param accountId the provider's id of the account
 * @param bookedDate local date at the site; in UTC where its time zone is not known, and then perhaps a day early or late
 * @param amount null where the provider sent none
 * @param creditDebitIndicator null where there is no amount
 * @param deleted gone at the institution, and data all the same
 * @param disabled taken back by the provider, and data all the same
 * @param version grows with each change of content; assigned by the store
 * @param tenant not on the wire
 * @param bookedAt not on the wire: the moment that {@code bookedDate} was taken from
 * @param timeZone not on the wire: tz database name that it was taken with; null where none was known
 * @param disabledAt not on the wire
 * @param deletedAt not on the wire
 */
@JsonPropertyOrder({
    "id",
    "sourceId",
    "connectionId",
    "providerConnectionId",
    "accountId",
    "providerAccountId",
    "providerId"
})
public record Transaction(
        String id,
        String sourceId,
        @JsonProperty("providerConnectionId") @Nullable String connectionId,
        @JsonProperty("providerAccountId") @Nullable String accountId,
        String providerId,
        @Nullable LocalDate bookedDate,
        @Nullable String description,
        @Nullable String reference,
        @Nullable Money amount,
        @Nullable CreditDebit creditDebitIndicator,
        boolean pending,
        boolean deleted,
        boolean disabled,
        @Nullable Instant refreshedAt,
        long version,
        @JsonIgnore String tenant,
        @JsonIgnore @Nullable Instant bookedAt,
        @JsonIgnore @Nullable String timeZone,
        @JsonIgnore @Nullable Instant disabledAt,
        @JsonIgnore @Nullable Instant deletedAt) {

    /** The id of the connection among the records. */
    @JsonProperty("connectionId")
    public @Nullable String connection() {
        return RecordId.named(sourceId, connectionId);
    }

    /** The id of the account among the records. */
    @JsonProperty("accountId")
    public @Nullable String account() {
        return RecordId.named(sourceId, accountId);
    }

    /** True where {@code bookedDate} was taken without the site's time zone; else null. */
    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public @Nullable Boolean bookedDateAssumed() {
        return (bookedDate != null && timeZone == null) ? true : null;
    }
}
