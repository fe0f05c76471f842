package dev.tributary.subscription.domain;

import java.time.Instant;

/**
 * A domain that a tenant's web hooks may point to.
 *
 * @param domain in lower case: a host ({@code hooks.example.com}), or {@code *.} before a domain for each of its
 *     sub-domains at any depth, the domain itself excepted
 */
public record AuthorizedDomain(String id, String tenant, String domain, Instant createdAt) {

    private static final String LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?";
    private static final String HOST = LABEL + "(\\." + LABEL + ")*";
    private static final int MAX_HOST = 253;

    /**
     * Whether a text can be authorised, in lower case: a host, or {@code *.} before a domain of two labels or more; in
     * ASCII, so that no name can pass for another, without a dot at the end, and no address in any spelling.
     */
    public static boolean isDomain(String text) {
        return text.startsWith("*.") ? isHost(text.substring(2)) && text.indexOf('.', 2) > 0 : isHost(text);
    }

    /** Whether a host, in lower case, is authorised by this entry. */
    boolean permits(String host) {
        return isHost(host) && (domain.startsWith("*.") ? host.endsWith(domain.substring(1)) : host.equals(domain));
    }

    /** Only of ASCII letters, digits, hyphens and underscores; the last label is not a number, as those of addresses are. */
    private static boolean isHost(String name) {
        return name.length() <= MAX_HOST && name.matches(HOST) && !name.matches("(.*\\.)?(0x[0-9a-f]*|[0-9]+)");
    }
}
