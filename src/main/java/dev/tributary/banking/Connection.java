package dev.tributary.banking;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An end user's link to an institution, as last fetched.
 *
 * @param id of {@link RecordId#of}
 * @param providerId what accounts, transactions, documents and events call their connection
 * @param authorized whether the institution took the end user's credentials; null where the provider does not say
 * @param locked whether the institution has locked them; null where the provider does not say
 * @param version grows with each change of content; assigned by the store
 * @param tenant not on the wire
 * @param userId not on the wire: the provider's id of the end user, in whose name more is fetched
 */
public record Connection(
        String id,
        String sourceId,
        String providerId,
        Institution institution,
        @Nullable Boolean authorized,
        @Nullable Boolean locked,
        @Nullable Instant refreshedAt,
        long version,
        @JsonIgnore String tenant,
        @JsonIgnore @Nullable String userId) {

    /**
     * The institution and the way into it.
     *
     * @param siteId the provider's id of the login that was used, of which an institution may have several
     */
    public record Institution(@Nullable String id, @Nullable String siteId) {}
}
