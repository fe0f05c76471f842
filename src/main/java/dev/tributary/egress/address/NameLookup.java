package dev.tributary.egress.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.core5.concurrent.DefaultThreadFactory;

/**
 * Looks names up within a time. A lookup cannot be interrupted: one whose name server is silent keeps its thread until
 * the system gives up, so the threads are limited, and separate for each instance.
 */
public final class NameLookup {

    private final DnsResolver names;
    private final Duration timeout;
    private final ExecutorService threads;

    /** @param max lookups at a time; more than these fail at once */
    public NameLookup(DnsResolver names, Duration timeout, int max) {
        this.names = names;
        this.timeout = timeout;
        this.threads = new ThreadPoolExecutor(
                0,
                max,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                new DefaultThreadFactory("egress-lookup", true));
    }

    /**
     * All addresses of a host, at least one.
     *
     * @throws UnknownHostException if there are none, or none were found in time
     */
    public List<InetAddress> find(String host) throws UnknownHostException {
        try {
            Future<InetAddress[]> lookup = threads.submit(() -> names.resolve(host));
            return List.of(lookup.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            throw new UnknownHostException("the host is not known");
        } catch (TimeoutException | RejectedExecutionException e) {
            throw new UnknownHostException("the host could not be looked up in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException("the lookup was interrupted");
        }
    }
}
