package dev.tributary.egress;

import dev.tributary.egress.address.AddressLiteral;
import dev.tributary.egress.address.AddressRules;
import dev.tributary.egress.address.NameLookup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks a host up once and hands the permitted addresses to the connector. There is no second lookup between the check
 * and the connection, so that a name server cannot give another address for the connection.
 */
final class GuardedResolver implements DnsResolver {

    /** Each is tried for as long as a connection may take; more would use up the time of the whole call. */
    private static final int MAX_ADDRESSES = 3;

    private final AddressRules rules;
    private final NameLookup names;
    private final boolean secure;

    GuardedResolver(AddressRules rules, NameLookup names, boolean secure) {
        this.rules = rules;
        this.names = names;
        this.secure = secure;
    }

    /** The address rules permit none of the addresses of a host. */
    static final class AddressRefusedException extends UnknownHostException {

        private static final long serialVersionUID = 1L;

        AddressRefusedException(String message) {
            super(message);
        }
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        Optional<InetAddress> literal = AddressLiteral.parse(host);
        if (literal.isEmpty() && AddressLiteral.looksNumeric(host)) {
            throw new AddressRefusedException("an address in an unusual spelling");
        }
        List<InetAddress> found = literal.isPresent() ? List.of(literal.get()) : names.find(host);
        List<InetSocketAddress> permitted = found.stream()
                .filter(address -> rules.permits(host, port, address, secure))
                .limit(MAX_ADDRESSES)
                .map(address -> new InetSocketAddress(address, port))
                .toList();
        if (permitted.isEmpty()) {
            throw new AddressRefusedException("the host's address is not permitted");
        }
        return permitted;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        throw new UnknownHostException("an address is only given for a host and a port");
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
