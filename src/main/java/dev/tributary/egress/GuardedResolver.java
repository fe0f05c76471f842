package dev.tributary.egress;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks a host up once and hands the permitted addresses to whoever connects. There is no second lookup between the
 * check and the connection, so a name that changes its answer gains nothing.
 */
final class GuardedResolver implements DnsResolver {

    private static final long LONGEST_LOOKUP_SECONDS = 5;
    private static final int LOOKUPS_AT_ONCE = 64;
    /** Each is tried for as long as a connection may take; more would use up the time of the whole call. */
    private static final int ADDRESSES_TRIED = 3;

    /** Lookups cannot be interrupted: one whose name server is silent is left behind on a thread of its own. */
    private static final ExecutorService LOOKUPS =
            new ThreadPoolExecutor(0, LOOKUPS_AT_ONCE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                var thread = new Thread(task, "egress-lookup");
                thread.setDaemon(true);
                return thread;
            });

    private final AddressRules rules;
    private final DnsResolver names;
    private final boolean secure;

    GuardedResolver(AddressRules rules, DnsResolver names, boolean secure) {
        this.rules = rules;
        this.names = names;
        this.secure = secure;
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        Optional<InetAddress> literal = AddressLiteral.parse(host);
        if (literal.isEmpty() && AddressLiteral.looksNumeric(host)) {
            throw new UnknownHostException("an address in an unusual spelling");
        }
        InetAddress[] found = literal.isPresent() ? new InetAddress[] {literal.get()} : lookUp(host);
        List<InetSocketAddress> permitted = Stream.of(found)
                .filter(address -> rules.permits(host, port, address, secure))
                .limit(ADDRESSES_TRIED)
                .map(address -> new InetSocketAddress(address, port))
                .toList();
        if (permitted.isEmpty()) {
            throw new UnknownHostException("the host's address is not permitted");
        }
        return permitted;
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        try {
            Future<InetAddress[]> lookup = LOOKUPS.submit(() -> names.resolve(host));
            return lookup.get(LONGEST_LOOKUP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new UnknownHostException("the host is not known");
        } catch (TimeoutException | RejectedExecutionException e) {
            throw new UnknownHostException("the host could not be looked up in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException("the lookup was interrupted");
        }
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
