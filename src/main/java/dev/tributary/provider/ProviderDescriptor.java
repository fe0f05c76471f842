package dev.tributary.provider;

import com.fasterxml.jackson.annotation.JsonProperty;
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
 * @param sendsOnce whether it is not known to send a call again that was not answered by a success
 * @param followUps how to fetch what the provider's events list; null for nothing
 * @param api how the gateway authenticates itself at the provider's API, and registers there; null for no registration
 */
public record ProviderDescriptor(
        String provider,
        Map<String, SchemeDescriptor> schemes,
        LinkedHashMap<String, Profile> profiles,

        @JsonProperty("sends-once") boolean sendsOnce,

        @JsonProperty("follow-ups") @Nullable FollowUps followUps,

        @Nullable Api api) {

    /**
     * A payload shape, recognised by its root keys.
     *
     * @param root keys that must all be there; {@code a|b} means either
     */
    public record Profile(List<String> root) {}

    /**
     * What may be fetched from the provider's API. In paths and query values, {@code {connection}} or {@code {account}} stands
     * for the provider's id of what the event is about. All is checked by {@link FollowUpCheck}, the rules are compiled as
     * {@link UrlRule}.
     *
     * @param authorization value of that header; {@code {key}} and {@code {user}} are filled in, or {@code {token}}, an access
     *     token of the source
     * @param query by the names that a query may have, each at most once and in this spelling: regular expressions; a value,
     *     as it stands in the URL, must match its one as a whole
     * @param kinds in the order of fetching, as a resource names its kind
     * @param confirmation path of the credential that confirms an event about a connection, with {@code {connection}}; null
     *     where the API cannot confirm any
     * @param api the class that knows the API, by its name; {@code paybook} unless the file names another
     */
    public record FollowUps(
            String authorization,
            Map<String, String> query,
            LinkedHashMap<String, Kind> kinds,
            @Nullable String confirmation,
            String api) {

        /** The kind of resource that is a connection. */
        public static final String CREDENTIAL = "credential";

        /** Without {@code query} no URL may have one. */
        @SuppressWarnings("ConstantValue") // Jackson leaves missing members null
        public FollowUps {
            api = api == null ? "paybook" : api;
            query = query == null ? Map.of() : Map.copyOf(query);
        }

        /**
         * One kind of resource.
         *
         * @param paths regular expressions; a path must match one of them as a whole
         */
        public record Kind(List<String> paths) {}
    }

    /**
     * The provider's API, checked when the file is read. A path that begins with a slash counts from the root of a source's
     * {@code base_uri}, less {@code basePath} where that ends with it; another path is put behind {@code base_uri} as it is.
     *
     * @param basePath the end of the provider's documented base; null for none
     * @param authorization value of that header; {@code {key}} is the source's API key, {@code {token}} an access token, or
     *     the API key of a source without a client
     * @param token how access tokens are had; null where there are none
     * @param registrations what a webhook of a scheme is registered by
     */
    public record Api(
            @JsonProperty("base-path") @Nullable String basePath,
            String authorization,
            @Nullable Token token,
            Map<String, Registration> registrations) {

        @SuppressWarnings("ConstantValue") // Jackson leaves missing members null
        public Api {
            registrations = registrations == null ? Map.of() : Map.copyOf(registrations);
        }
    }

    /**
     * Where access tokens are had by OAuth 2.
     *
     * @param client how the client says who it is: {@code form} or {@code basic}
     */
    public record Token(String path, String client) {}

    /**
     * How webhooks of one scheme are registered.
     *
     * @param type the kind of the provider's API for it
     * @param scope that an access token needs; null for none
     * @param events those of a registration that names none
     */
    public record Registration(
            String type, String path, @Nullable String scope, List<String> events) {

        @SuppressWarnings("ConstantValue") // Jackson leaves missing members null
        public Registration {
            events = events == null ? List.of() : List.copyOf(events);
        }
    }
}
