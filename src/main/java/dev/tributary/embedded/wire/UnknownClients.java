package dev.tributary.embedded.wire;

import io.netty.channel.Channel;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that have not shown that they are the gateway's. Each is closed after some seconds, and the oldest one when
 * there are too many: a new one is never refused, so that other processes cannot keep the gateway's own from the port.
 */
final class UnknownClients {

    private static final Logger log = LoggerFactory.getLogger(UnknownClients.class);
    private static final long LOG_EVERY = TimeUnit.MINUTES.toNanos(1);

    /** Each costs memory. The gateway's own are here for some milliseconds. */
    private static final int MAX = 256;

    private static final long MAX_AGE = TimeUnit.SECONDS.toNanos(5);

    /** When each came, the oldest first. */
    private final Map<Channel, Long> waiting = new LinkedHashMap<>();

    private long loggedAt = System.nanoTime() - LOG_EVERY - 1;

    synchronized void add(Channel channel) {
        waiting.put(channel, System.nanoTime());
        channel.closeFuture().addListener(closed -> remove(channel));
        if (waiting.size() > MAX) {
            logExcess();
            closeOldest(waiting.keySet().iterator());
        }
    }

    /** It has ended, or is the gateway's. */
    synchronized void remove(Channel channel) {
        waiting.remove(channel);
    }

    /** Closes those that have had their time. */
    synchronized void closeLate() {
        long now = System.nanoTime();
        Iterator<Map.Entry<Channel, Long>> oldest = waiting.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<Channel, Long> next = oldest.next();
            if (now - next.getValue() < MAX_AGE) {
                return;
            }
            oldest.remove();
            var unused = next.getKey().close();
        }
    }

    private static void closeOldest(Iterator<Channel> oldest) {
        Channel channel = oldest.next();
        oldest.remove();
        var unused = channel.close();
    }

    private void logExcess() {
        long now = System.nanoTime();
        if (now - loggedAt > LOG_EVERY) {
            log.warn(
                    "The embedded store has more than {} connections of other processes than the gateway, and closes the"
                            + " oldest of them for each new one",
                    MAX);
            loggedAt = now;
        }
    }
}
