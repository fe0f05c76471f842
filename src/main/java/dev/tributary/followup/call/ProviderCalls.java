package dev.tributary.followup.call;

import dev.tributary.banking.Connection;
import dev.tributary.banking.RecordId;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.egress.address.AddressRules;
import dev.tributary.egress.address.EgressDeniedException;
import dev.tributary.followup.api.ResourceApi;
import dev.tributary.followup.api.ResourceApis;
import dev.tributary.followup.api.SessionRequest;
import dev.tributary.followup.api.UnfetchableException;
import dev.tributary.followup.store.FollowUp;
import dev.tributary.source.Source;
import java.io.IOException;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.Body;
import org.jspecify.annotations.Nullable;

/**
 * Turns a listed URL into a call of the provider's API: the host of the configured base, the listed path and query byte for
 * byte, and the credentials of the source, which go to that host and nowhere else.
 */
public final class ProviderCalls {

    private final Function<String, Optional<Source>> sources;
    private final ResourceApis apis;
    private final Sessions sessions;
    private final AccessTokens tokens;
    private final BankingStore banking;
    private final AddressRules rules;

    public ProviderCalls(
            Function<String, Optional<Source>> sources,
            ResourceApis apis,
            Sessions sessions,
            AccessTokens tokens,
            BankingStore banking,
            AddressRules rules) {
        this.sources = sources;
        this.apis = apis;
        this.sessions = sessions;
        this.tokens = tokens;
        this.banking = banking;
        this.rules = rules;
    }

    /** Access tokens of sources. */
    public interface AccessTokens {
        /**
         * A token that is good for a while.
         *
         * @param renew whether the provider has refused the last one
         * @throws UnfetchableException if there is none
         */
        String token(Source source, boolean renew);
    }

    /** What the route sends. */
    public record Call(URI uri, String authorization) {

        /** Never the key: records get into logs. */
        @Override
        public String toString() {
            return "Call[" + uri + "]";
        }
    }

    /**
     * The call of a follow-up.
     *
     * @throws UnfetchableException if the source, its API or the URL is no longer one to call, or no credentials are to be had
     * @throws IOException if the provider does not answer the request for them
     */
    public Call prepare(@Body FollowUp followUp) throws IOException {
        FollowUp.Work work = followUp.work();
        Source source = sources.apply(work.sourceId())
                .filter(found -> found.tenant().equals(work.tenant()))
                .orElseThrow(() -> UnfetchableException.permanentFailure("source_removed", "no such source"));
        Source.Api api = source.api();
        if (api == null) {
            throw UnfetchableException.permanentFailure("api_removed", "the source has no API");
        }
        boolean isAllowed = apis.allowed(source.provider())
                .filter(list -> list.permits(followUp.kind(), followUp.href(), work.subjectId()))
                .isPresent();
        if (!isAllowed) {
            throw UnfetchableException.permanentFailure(
                    UnfetchableException.REFUSED, "the provider's file does not allow it");
        }
        ResourceApi resources = apis.of(source.provider()).orElseThrow();
        URI uri = uri(resources, api.baseUri(), followUp.href());
        String template = apis.authorization(source.provider());
        if (template.contains("{token}")) {
            String token = tokens.token(source, followUp.wasUnauthorized());
            return new Call(uri, template.replace("{token}", token));
        }
        return new Call(uri, authorization(template, resources, source, api, followUp));
    }

    private URI uri(ResourceApi resources, String baseUri, String href) {
        try {
            URI configured = rules.check(baseUri);
            if (configured.getRawQuery() != null) {
                throw UnfetchableException.permanentFailure(
                        UnfetchableException.REFUSED, "base_uri has a query, which would take the path");
            }
            URI uri = rules.check(resources
                    .uri(baseUri, href)
                    .orElseThrow(() -> UnfetchableException.permanentFailure(
                            UnfetchableException.REFUSED, "it leads to another host")));
            if (!sameHost(configured, uri) || !uri.toString().endsWith(href)) {
                throw UnfetchableException.permanentFailure(UnfetchableException.REFUSED, "it leads to another host");
            }
            return uri;
        } catch (EgressDeniedException e) {
            throw UnfetchableException.permanentFailure("egress_denied", String.valueOf(e.getMessage()));
        }
    }

    private static boolean sameHost(URI one, URI other) {
        return Objects.equals(one.getScheme(), other.getScheme())
                && Objects.equals(one.getRawAuthority(), other.getRawAuthority());
    }

    private String authorization(
            String template, ResourceApi resources, Source source, Source.Api api, FollowUp followUp)
            throws IOException {
        String user = user(banking, followUp.work());
        if (user == null || !Source.Api.isCredential(user)) {
            throw UnfetchableException.permanentFailure("user_unknown", "there is no usable id of the end user");
        }
        if (!Source.Api.isCredential(api.apiKey())) {
            throw UnfetchableException.permanentFailure(
                    UnfetchableException.UNAUTHORIZED, "the API key cannot stand in a header");
        }
        Optional<SessionRequest> session = resources.session(api.apiKey(), user);
        if (followUp.wasUnauthorized() && session.isPresent()) {
            SessionRequest request = session.get();
            return sessions.renewed(source, api, user, request, uri(resources, api.baseUri(), request.path()));
        }
        return sessions.known(source, api, user)
                .orElseGet(() -> template.replace("{key}", api.apiKey()).replace("{user}", user));
    }

    /** Of the connection as it was fetched before, which no event can change; else as the event names it. */
    public static @Nullable String user(BankingStore banking, FollowUp.Work work) {
        String connectionId = work.connectionId();
        Optional<String> stored = connectionId == null
                ? Optional.empty()
                : banking.findConnection(work.tenant(), RecordId.of(work.sourceId(), connectionId))
                        .map(Connection::userId);
        return stored.orElse(work.userId());
    }
}
