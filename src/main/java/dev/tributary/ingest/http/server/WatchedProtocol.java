package dev.tributary.ingest.http.server;

import dev.tributary.ingest.http.server.ServerRefusals.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Constants;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * HTTP/1.1 with what the server has no setting for: a total deadline for the header of a request, and a limit of waiting
 * connections for a client address. The server's own timeout begins anew with each byte.
 */
public final class WatchedProtocol extends Http11NioProtocol {

    private volatile long headerTimeout = TimeUnit.SECONDS.toNanos(10);
    private volatile int maxWaitingPerAddress = 1000;
    private volatile ServerRefusals refusals = new ServerRefusals();

    void limit(ServerSettings settings, ServerRefusals counted) {
        refusals = counted;
        headerTimeout = settings.headerTimeout().toNanos();
        maxWaitingPerAddress = settings.maxWaitingPerAddress();
    }

    /** Closes the connections that are beyond a limit; to be called about twice a second. */
    void closeSlow() {
        Map<String, Integer> waiting = new HashMap<>();
        for (SocketWrapperBase<NioChannel> connection : getEndpoint().getConnections()) {
            // held by the thread that works on a request, whose processor the connection does not show meanwhile
            if (connection.getLock().tryLock()) {
                try {
                    closeIfSlow(connection, waiting);
                } finally {
                    connection.getLock().unlock();
                }
            }
        }
    }

    private void closeIfSlow(SocketWrapperBase<NioChannel> connection, Map<String, Integer> waiting) {
        Processor processor = connection.getCurrentProcessor() instanceof Processor known ? known : null;
        boolean isWaiting = processor == null || isReadingHeader(processor);
        boolean isOver = isWaiting
                && waiting.merge(String.valueOf(connection.getRemoteAddr()), 1, Integer::sum) > maxWaitingPerAddress;
        if (isOver || (processor == null ? sendsNoRequest(connection) : isTooSlow(processor))) {
            refusals.count(isOver ? Reason.TOO_MANY_WAITING : Reason.SLOW_HEADER);
            connection.close();
        }
    }

    /** Between two parts of a header, a processor without work keeps its connection, and its stage says that it ended. */
    private static boolean isReadingHeader(Processor processor) {
        return !processor.isAsync()
                && switch (stage(processor)) {
                    case Constants.STAGE_PARSE, Constants.STAGE_ENDED -> true;
                    default -> false;
                };
    }

    /**
     * Whether something came long after the last answer, or after the connection was made, without a request that has begun: empty
     * lines, which may stand before a request. A connection that is only idle has read nothing since.
     */
    private boolean sendsNoRequest(SocketWrapperBase<NioChannel> connection) {
        return connection instanceof NioSocketWrapper socket
                && TimeUnit.MILLISECONDS.toNanos(socket.getLastRead() - socket.getLastWrite()) > headerTimeout;
    }

    private boolean isTooSlow(Processor processor) {
        Request request = processor.getRequest();
        long begun = request.getStartTimeNanos();
        long taken = begun < 0 ? 0 : System.nanoTime() - begun;
        return isReadingHeader(processor) && taken > headerTimeout;
    }

    private static int stage(Processor processor) {
        return processor.getRequest().getRequestProcessor().getStage();
    }
}
