package dev.tributary.followup;

import dev.tributary.answer.UnfetchableException;
import dev.tributary.egress.AddressRules;
import dev.tributary.egress.EgressDeniedException;
import dev.tributary.ledger.Connection;
import dev.tributary.ledger.Ledger;
import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.source.Source;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.Body;
import org.jspecify.annotations.Nullable;

/**
 * Turns a listed URL into a call of the provider's API: the configured base, the listed path and query byte for byte,
 * and the key of the source, which goes to the host of that base and nowhere else.
 */
public final class ProviderCalls {

    private static final String VERSION = "/v1";

    private final Function<String, Optional<Source>> sources;
    private final Function<String, Optional<ProviderDescriptor>> providers;
    private final Ledger ledger;
    private final AddressRules rules;

    ProviderCalls(
            Function<String, Optional<Source>> sources,
            Function<String, Optional<ProviderDescriptor>> providers,
            Ledger ledger,
            AddressRules rules) {
        this.sources = sources;
        this.providers = providers;
        this.ledger = ledger;
        this.rules = rules;
    }

    /** What the route sends. */
    public record Call(URI uri, String authorization) {

        /** Never the key: a record lands in logs easily. */
        @Override
        public String toString() {
            return "Call[" + uri + "]";
        }
    }

    /** @throws UnfetchableException if the source, its API or the URL is no longer one to call */
    public Call prepare(@Body FollowUp followUp) {
        FollowUp.Work work = followUp.work();
        Source source = sources.apply(work.sourceId())
                .filter(found -> found.tenant().equals(work.tenant()))
                .orElseThrow(() -> UnfetchableException.forGood("source_removed", "no such source"));
        Source.Api api = source.api();
        if (api == null) {
            throw UnfetchableException.forGood("api_removed", "the source has no API");
        }
        ProviderDescriptor.FollowUps allowed = providers
                .apply(source.provider())
                .map(ProviderDescriptor::followUps)
                .orElse(null);
        if (allowed == null
                || !new PathAllowList(allowed).permits(followUp.kind(), followUp.href(), work.connectionId())) {
            throw UnfetchableException.forGood(RefreshPlan.REFUSED, "the provider's file does not allow it");
        }
        return new Call(uri(api.baseUri(), followUp.href()), authorization(allowed.authorization(), api, work));
    }

    /** The documented bases end in the version that listed URLs begin with. */
    private URI uri(String baseUri, String href) {
        String base = baseUri.replaceAll("/+$", "");
        if (base.endsWith(VERSION)) {
            base = base.substring(0, base.length() - VERSION.length());
        }
        try {
            URI configured = rules.check(base);
            if (configured.getRawQuery() != null) {
                throw UnfetchableException.forGood(
                        RefreshPlan.REFUSED, "base_uri has a query, which would take the path");
            }
            URI uri = rules.check(base + href);
            if (!sameHost(configured, uri) || !uri.toString().endsWith(href)) {
                throw UnfetchableException.forGood(RefreshPlan.REFUSED, "it leads to another host");
            }
            return uri;
        } catch (EgressDeniedException e) {
            throw UnfetchableException.forGood("egress_denied", String.valueOf(e.getMessage()));
        }
    }

    private static boolean sameHost(URI one, URI other) {
        return Objects.equals(one.getScheme(), other.getScheme())
                && Objects.equals(one.getRawAuthority(), other.getRawAuthority());
    }

    private String authorization(String template, Source.Api api, FollowUp.Work work) {
        String user = user(ledger, work);
        if (user == null || !Source.Api.isCredential(user)) {
            throw UnfetchableException.forGood("user_unknown", "there is no usable id of the end user");
        }
        if (!Source.Api.isCredential(api.apiKey())) {
            throw UnfetchableException.forGood("unauthorized", "the API key cannot stand in a header");
        }
        return template.replace("{key}", api.apiKey()).replace("{user}", user);
    }

    /** Of the connection as it was fetched before, which no event can change; else as the event names it. */
    static @Nullable String user(Ledger ledger, FollowUp.Work work) {
        String connectionId = work.connectionId();
        Optional<String> stored = connectionId == null
                ? Optional.empty()
                : ledger.findConnection(work.tenant(), Ledger.id(work.sourceId(), connectionId))
                        .map(Connection::userId);
        return stored.orElse(work.userId());
    }
}
