package dev.tributary.egress.address;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a URI connects to: the host as it is written there, and the port, also where the URI leaves it out. */
public record Target(String host, int port, boolean secure) {

    /** Compose services have such names; {@link URI#getHost} knows none of them. */
    private static final Pattern UNDERSCORED =
            Pattern.compile("(?=[^:]*_)([A-Za-z0-9_](?:[A-Za-z0-9_-]|\\.(?![.:]|$))*)(?::(\\d{1,5}))?");

    /** Of a name, 253 characters; a pattern with alternatives takes stack for each character. */
    private static final int MAX_AUTHORITY = 260;

    /** Empty if the URI names no host that can be called, or no such port. */
    public static Optional<Target> of(URI uri) {
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        String host = uri.getHost();
        int port = uri.getPort();
        if (host == null) {
            String authority = String.valueOf(uri.getRawAuthority());
            Matcher underscored = UNDERSCORED.matcher(authority);
            if (authority.length() > MAX_AUTHORITY || !underscored.matches()) {
                return Optional.empty();
            }
            host = underscored.group(1);
            port = underscored.group(2) == null ? -1 : Integer.parseInt(underscored.group(2));
        }
        if (host.endsWith(".") || host.contains("%") || port == 0 || port > 65535) {
            return Optional.empty();
        }
        return Optional.of(new Target(host, port >= 0 ? port : defaultPort(secure), secure));
    }

    public String scheme() {
        return secure ? "https" : "http";
    }

    public boolean isDefaultPort() {
        return port == defaultPort(secure);
    }

    private static int defaultPort(boolean secure) {
        return secure ? 443 : 80;
    }
}
