package dev.tributary.provider;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A provider as {@code mappings/<provider>/provider.yaml} declares it.
 *
 * @param provider equals the folder's name
 * @param schemes by the names that sources use
 * @param profiles payload shapes in the order in which they are tried, by the names of their mapping files
 * @param followUps how to fetch what the provider's events list; null for nothing
 */
public record ProviderDescriptor(
        String provider,
        Map<String, SchemeDescriptor> schemes,
        LinkedHashMap<String, Profile> profiles,

        @JsonProperty("follow-ups") @Nullable FollowUps followUps) {

    /**
     * A payload shape, recognised by its root keys.
     *
     * @param root keys that must all be there; {@code a|b} means either
     */
    public record Profile(List<String> root) {}

    /**
     * What may be fetched from the provider's API. In paths and query values, {@code {connection}} stands for the provider's
     * id of the connection that the event is about. All is checked by {@link FollowUpCheck}, the rules are compiled as
     * {@link UrlRule}.
     *
     * @param authorization value of that header; {@code {key}} and {@code {user}} are filled in
     * @param query by the names that a query may have, each at most once and in this spelling: regular expressions; a value,
     *     as it stands in the URL, must match its one as a whole
     * @param kinds in the order of fetching, as a resource names its kind
     */
    public record FollowUps(String authorization, Map<String, String> query, LinkedHashMap<String, Kind> kinds) {

        /** Without {@code query} no URL may have one. */
        @SuppressWarnings("ConstantValue") // Jackson leaves missing members null
        public FollowUps {
            // a copy that takes the null of a rule without a value, which the check of the file names
            query = query == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(query));
        }

        /**
         * One kind of resource.
         *
         * @param paths regular expressions; a path must match one of them as a whole
         */
        public record Kind(List<String> paths) {}
    }
}
