package dev.tributary.subscription.domain;

import com.mongodb.MongoException;
import dev.tributary.egress.address.EgressDeniedException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The authorised domains of all tenants in memory, so that a check costs no query. Changes made through this gateway
 * apply at once, those made through others within a second; while the store is down, the last known domains apply.
 */
public final class AuthorizedDomains {

    private static final Logger log = LoggerFactory.getLogger(AuthorizedDomains.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    /** The host and nothing before it: neither user information nor a character that parsers read differently. */
    private static final Pattern AUTHORITY = Pattern.compile("(?i)https?://([a-z0-9_.-]+)(:[0-9]{1,5})?([/?].*)?");

    private final AuthorizedDomainStore store;
    private volatile Map<String, List<AuthorizedDomain>> byTenant = Map.of();

    public AuthorizedDomains(AuthorizedDomainStore store) {
        this.store = store;
        store.afterWrite(this::follow);
        refresh();
    }

    /**
     * Checks where a web hook of a tenant points; to be called when it is written and again before each delivery.
     *
     * @param baseUri an http or https URI
     * @throws EgressDeniedException if the tenant has authorised domains and the host is none of them
     */
    public void check(String tenant, String baseUri) {
        List<AuthorizedDomain> domains = byTenant.get(tenant);
        if (domains == null) {
            return;
        }
        Matcher authority = AUTHORITY.matcher(baseUri);
        String host = authority.matches() ? authority.group(1).toLowerCase(Locale.ROOT) : "";
        if (domains.stream().noneMatch(domain -> domain.permits(host))) {
            throw new EgressDeniedException("must point to one of the authorised domains");
        }
    }

    /** Reads what other gateways wrote; fails where the store does. */
    Duration round() {
        refresh();
        return EVERY;
    }

    /** Reads the domains again after a write of this gateway; a failure is repaired by the next round. */
    public void follow() {
        try {
            refresh();
        } catch (MongoException e) {
            log.debug("Authorised domains stay as they were last read: {}", e.getMessage());
        }
    }

    private synchronized void refresh() {
        byTenant = store.all().stream().collect(Collectors.groupingBy(AuthorizedDomain::tenant));
    }
}
