package dev.tributary.platform.membership;

import dev.tributary.platform.membership.GatewayStore.Entry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This gateway among the living ones. It has a name, under which it stores events, and a heartbeat. A gateway whose
 * heartbeat stands still for the lease time, by the observer's own monotonic clock, is taken over by the first gateway
 * that writes its own name into that document. A gateway that was taken over goes on under a new name.
 */
public final class Membership {

    /** A gateway that shows no heartbeat for so long is taken over. */
    public static final Duration LEASE = Duration.ofSeconds(15);

    /** Without a heartbeat for so long, a gateway starts no calls: another one may soon take over. */
    private static final long CALLS_END = Duration.ofSeconds(10).toNanos();

    /** Heartbeats are written once a second. Without one for so long, the store counts as not writable. */
    private static final Duration WRITABLE = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(Membership.class);

    /**
     * A gateway whose work has to be taken over.
     *
     * @param checkpoint every event of its writers with a smaller id is closed
     * @param writers the names under which it stored events since then
     * @param backlog the endpoints for which it put deliveries into the store
     * @param stopped whether it has ended in order
     */
    public record Departed(String id, String checkpoint, Set<String> writers, Set<String> backlog, boolean stopped) {}

    private final GatewayStore store;
    private final LongSupplier nanoTime;
    private final Sightings sightings;
    private final Set<String> backlog = new LinkedHashSet<>();
    private volatile String writer = newName();
    private volatile Set<String> formerWriters = Set.of();
    private volatile long lastBeat;
    private volatile boolean member;
    private volatile int living = 1;
    private volatile boolean first = true;
    private volatile @Nullable String failure;
    private volatile Set<String> backlogOfOthers = Set.of();
    private volatile Consumer<String> onJoin = feed -> {};
    private long counter;

    /** @param alone whether no other process can use the store, so that every other gateway in it is known to have ended */
    public Membership(GatewayStore store, boolean alone, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
        this.lastBeat = nanoTime.getAsLong();
        this.sightings = new Sightings(alone, lastBeat);
    }

    /** The name under which this gateway stores events now. */
    public String writer() {
        return writer;
    }

    /** Whether this gateway's heartbeat is recent enough to start calls for what only its memory holds. */
    public boolean holdsLease() {
        return member && nanoTime.getAsLong() - lastBeat < CALLS_END;
    }

    /**
     * Why the store does not take durable writes; empty while the last heartbeat is recent, so that the answer is a few
     * seconds late. Names the kind of the failure, without what the driver says of addresses.
     */
    public Optional<String> unwritable() {
        Duration age = Duration.ofNanos(nanoTime.getAsLong() - lastBeat);
        if (member && age.compareTo(WRITABLE) < 0) {
            return Optional.empty();
        }
        String last = failure;
        return Optional.of("no durable write for " + age.toSeconds() + " s" + (last == null ? "" : ": " + last));
    }

    /**
     * Whether this gateway does what one gateway has to do, such as looking for what was left behind: the one with the
     * smallest name of those alive. For a moment after a change it may be two of them, or none.
     */
    public boolean isFirst() {
        return first;
    }

    /** How many gateways are alive, this one included. */
    public int living() {
        return living;
    }

    /** Endpoints for which other gateways put deliveries into the store. */
    public Set<String> backlogOfOthers() {
        return backlogOfOthers;
    }

    /**
     * Says, durably, that deliveries for these endpoints are about to be put into the store, so that another gateway
     * looks for them after a crash. Costs a write only for endpoints that were not named before.
     */
    public synchronized void addBacklog(Collection<String> endpoints) {
        List<String> added = endpoints.stream()
                .filter(id -> !backlog.contains(id))
                .distinct()
                .toList();
        if (!added.isEmpty()) {
            store.addBacklog(writer, added);
            backlog.addAll(added);
        }
    }

    /** Says that nothing is stored for an endpoint any more; written with the next heartbeat. */
    public synchronized void removeBacklog(String endpoint) {
        backlog.remove(endpoint);
    }

    /**
     * Writes a heartbeat, the first one with the document.
     *
     * @return false: this gateway was taken over, and has begun anew under another name
     */
    public synchronized boolean beat(String checkpoint) {
        try {
            boolean beaten = write(checkpoint);
            failure = null;
            return beaten;
        } catch (RuntimeException e) {
            failure = e.getClass().getSimpleName();
            throw e;
        }
    }

    private boolean write(String checkpoint) {
        long now = nanoTime.getAsLong();
        if (!member) {
            if (!store.join(entry(checkpoint, false))) {
                beginAnew();
                return false;
            }
            // read after the document is there: a gateway that has not seen it by then has shown its horizon before
            store.feeds(writer).forEach(onJoin);
            member = true;
            lastBeat = now;
            return true;
        }
        counter++;
        if (store.beat(entry(checkpoint, false))) {
            lastBeat = now;
            return true;
        }
        log.warn("Gateway {} was taken over, because its heartbeat was late; it continues under a new name", writer);
        beginAnew();
        return false;
    }

    /** @param feed is told, before this gateway stores events under a new name, up to where others have read their feed */
    public void onJoin(Consumer<String> feed) {
        onJoin = feed;
    }

    /** Ends the use of former names, once every event that was stored under them is closed. */
    public void forgetFormerNames() {
        formerWriters = Set.of();
    }

    /** Reads the others' documents; takes over what has ended. Each is to be followed by {@link #tookOver}. */
    public List<Departed> takeOver() {
        long now = nanoTime.getAsLong();
        List<Entry> others =
                store.all().stream().filter(entry -> !entry.id().equals(writer)).toList();
        List<Entry> ended = sightings.ended(others, now);
        Set<String> alive = new HashSet<>();
        Set<String> theirs = new HashSet<>();
        for (Entry other : others) {
            theirs.addAll(other.backlog());
            if (!ended.contains(other)) {
                alive.add(other.id());
            }
        }
        living = 1 + alive.size();
        first = alive.stream().allMatch(other -> writer.compareTo(other) < 0);
        backlogOfOthers = Set.copyOf(theirs);
        return ended.stream()
                .filter(other -> other.takenBy() == null || !alive.contains(other.takenBy()))
                .filter(other -> store.takeOver(other, writer))
                .map(other ->
                        new Departed(other.id(), other.checkpoint(), other.writers(), other.backlog(), other.stopped()))
                .toList();
    }

    /** Says that every event of the departed gateway is closed, or its deliveries are in the queue. */
    public void tookOver(Departed departed) {
        store.remove(departed.id(), writer);
        if (!departed.stopped()) {
            log.info("The work of gateway {} was taken over", departed.id());
        }
    }

    /** Writes the last heartbeat: another gateway may take over at once. */
    public synchronized void leave(String checkpoint) {
        if (member) {
            counter++;
            store.beat(entry(checkpoint, true));
            member = false;
        }
    }

    private void beginAnew() {
        Set<String> former = new LinkedHashSet<>(formerWriters);
        former.add(writer);
        formerWriters = former;
        counter = 0;
        member = false;
        writer = newName();
    }

    private Entry entry(String checkpoint, boolean stopped) {
        return new Entry(writer, counter, checkpoint, names(), Set.copyOf(backlog), stopped, null);
    }

    /** The names under which this gateway stored events that may still be open. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(formerWriters);
        names.add(writer);
        return names;
    }

    private static String newName() {
        return UUID.randomUUID().toString().substring(0, 18);
    }
}
