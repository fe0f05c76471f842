package dev.tributary.egress.address;

import dev.tributary.platform.UnusableConfigurationException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which URIs and addresses outgoing calls may use: public addresses by https, and what the operator listed, also by
 * plain http. A URI is checked when it is configured, there with what its name resolves to at the moment, and again when
 * it is called; then the client checks what the name resolves to when it connects, see {@link dev.tributary.egress.OutgoingHttp}.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA, IPv4 special-purpose addresses</a>
 * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">IANA, IPv6 special-purpose addresses</a>
 */
public final class AddressRules {

    static final String SETTING = "TRIBUTARY_EGRESS_ALLOW";

    private static final int MAX_URI = 8192;
    private static final Duration CONFIGURED_LOOKUP_TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_CONFIGURED_LOOKUPS = 8;
    private static final List<AddressRange> DENIED = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20");
    /** Of IPv6 only global unicast is reachable: loopback, mapped, translated, local and multicast lie outside. */
    private static final AddressRange GLOBAL_UNICAST = ranges("2000::/3").get(0);

    private final AllowedTargets allowed;
    /** Apart from the lookups of calls: many slow names in requests to the API must not delay deliveries. */
    private final NameLookup configured;

    /**
     * Where outgoing calls may go although the address is private.
     *
     * @param allow as {@link AllowedTargets} reads it
     */
    @ConfigurationProperties("tributary.egress")
    public record Settings(@DefaultValue List<String> allow) {

        public Settings {
            allow = allow.stream()
                    .map(String::strip)
                    .filter(entry -> !entry.isEmpty())
                    .toList();
        }
    }

    /** @throws UnusableConfigurationException if an entry is neither a CIDR block nor {@code host:port} */
    public AddressRules(Settings settings) {
        this(settings, SystemDefaultDnsResolver.INSTANCE);
    }

    AddressRules(Settings settings, DnsResolver names) {
        configured = new NameLookup(names, CONFIGURED_LOOKUP_TIMEOUT, MAX_CONFIGURED_LOOKUPS);
        allowed = new AllowedTargets(SETTING, settings.allow());
    }

    /**
     * Checks all of a URI that can be checked without a name server.
     *
     * @param text an absolute URI as it was written; braces in it are percent-encoded
     * @return the URI in ASCII, ready to be called
     * @throws EgressDeniedException if calls may not go there
     */
    public URI check(String text) {
        URI uri = parse(text);
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        if (!secure && !"http".equalsIgnoreCase(uri.getScheme())) {
            throw new EgressDeniedException("must be an absolute https URI");
        }
        if (uri.getRawUserInfo() != null
                || uri.getRawAuthority() == null
                || uri.getRawAuthority().contains("@")) {
            throw new EgressDeniedException("must not carry user information, and must name a host");
        }
        Target target = Target.of(uri)
                .orElseThrow(() -> new EgressDeniedException(
                        "must name a host in ASCII, without a dot at its end, and a usable port"));
        if (uri.getRawFragment() != null) {
            throw new EgressDeniedException("must not have a fragment");
        }
        checkHost(target.host(), target.port(), secure);
        return uri;
    }

    /** Whether two URIs have one scheme, host and port, so that a credential for one may go to the other. */
    public static boolean haveSameOrigin(String one, String other) {
        try {
            Optional<String> origin = origin(one);
            return origin.isPresent() && origin.equals(origin(other));
        } catch (EgressDeniedException e) {
            return false;
        }
    }

    private static Optional<String> origin(String text) {
        return Target.of(parse(text))
                .map(target -> target.scheme() + "://" + target.host().toLowerCase(Locale.ROOT) + ':' + target.port());
    }

    /**
     * Checks a URI when it is configured: all of {@link #check}, and the addresses that its host has at this moment. A
     * host that does not resolve within 2 seconds is accepted; calls to it then fail as {@code unresolved}.
     *
     * @param text as for {@link #check}
     * @return as of {@link #check}
     * @throws EgressDeniedException if calls may not go there, or none of the host's addresses is permitted
     */
    public URI checkNow(String text) {
        URI uri = check(text);
        Target target = Target.of(uri).orElseThrow();
        if (AddressLiteral.parse(target.host()).isPresent()) {
            return uri;
        }
        try {
            checkAddresses(target, configured.find(target.host()));
        } catch (UnknownHostException e) {
            // the name may exist by the time of the first call
        }
        return uri;
    }

    private void checkAddresses(Target target, List<InetAddress> addresses) {
        if (addresses.stream().anyMatch(address -> permits(target.host(), target.port(), address, target.secure()))) {
            return;
        }
        if (addresses.stream().anyMatch(address -> permits(target.host(), target.port(), address, true))) {
            throw new EgressDeniedException("must be https; plain http only works for addresses in " + SETTING);
        }
        throw new EgressDeniedException("must not name a host whose address is private or reserved");
    }

    private void checkHost(String host, int port, boolean secure) {
        if (allowed.contains(host, port)) {
            return;
        }
        Optional<InetAddress> literal = AddressLiteral.parse(host);
        if (literal.isEmpty() && (AddressLiteral.looksNumeric(host) || host.startsWith("["))) {
            throw new EgressDeniedException("must not spell an address in an unusual way");
        }
        boolean mapped = host.startsWith("[") && literal.orElse(null) instanceof Inet4Address;
        boolean local = host.toLowerCase(Locale.ROOT).matches("(.*\\.)?localhost");
        if (mapped
                || (literal.isPresent() && !permits(host, port, literal.get(), true))
                || (local && allowed.hasNoRanges())) {
            throw new EgressDeniedException("must not point at a private or reserved address");
        }
        boolean plainPossible = literal.map(allowed::contains).orElse(!allowed.hasNoRanges());
        if (!secure && !plainPossible) {
            throw new EgressDeniedException("must be https; plain http only works for addresses in " + SETTING);
        }
    }

    /** Whether a call to a host may use this address, which the host resolves to. */
    public boolean permits(String host, int port, InetAddress address, boolean secure) {
        if (allowed.contains(host, port) || allowed.contains(address)) {
            return true;
        }
        boolean reachable = address instanceof Inet4Address || GLOBAL_UNICAST.contains(address);
        return secure && reachable && DENIED.stream().noneMatch(range -> range.contains(address));
    }

    private static URI parse(String text) {
        if (text.length() > MAX_URI) {
            throw new EgressDeniedException("must not be longer than " + MAX_URI + " characters");
        }
        try {
            // camel-http would expand {{...}} as a property, environment variables included
            return new URI(new URI(text.replace("{", "%7B").replace("}", "%7D")).toASCIIString());
        } catch (URISyntaxException e) {
            throw new EgressDeniedException("must be a valid URI: " + e.getReason());
        } catch (NumberFormatException e) { // the runtime's, of an address in brackets with a number beyond an int
            throw new EgressDeniedException("must be a valid URI");
        }
    }

    private static List<AddressRange> ranges(String... blocks) {
        return Stream.of(blocks)
                .map(block -> AddressRange.parse(block).orElseThrow())
                .toList();
    }
}
