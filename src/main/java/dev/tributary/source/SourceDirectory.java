package dev.tributary.source;

import dev.tributary.mongo.WatchedRows;
import dev.tributary.source.SourceStore.Version;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All sources in memory: a call costs no query, and neither does one to an unknown id. Own writes are seen at once, those
 * of other gateways within a second. For the time between, {@link #find}, {@link #newerThan} and {@link #compare}
 * look into the store, a bounded number of times a second. A source that cannot be read is left out, logged once and counted.
 */
public final class SourceDirectory implements AutoCloseable {

    private static final int UNKNOWN_A_SECOND = 10;
    private static final int KNOWN_A_SECOND = 20;

    private final WatchedRows<Version, Source> rows;
    private final SourceLookups unknown;
    private final SourceLookups known;
    private final SourceComparison comparison;

    SourceDirectory(SourceStore store) {
        this.rows = new WatchedRows<>("Source", new Rows(store), (before, now) -> {});
        this.unknown = new SourceLookups(UNKNOWN_A_SECOND, rows::refresh);
        this.known = new SourceLookups(KNOWN_A_SECOND, rows::refresh);
        this.comparison = new SourceComparison(rows::refresh);
        store.afterWrite(rows::written);
        rows.refresh();
    }

    /**
     * The source with this id, enabled or not; empty if there is none, or it cannot be used. An id that is not in memory
     * is looked up at most once a second, and at most 10 such ids a second.
     */
    public Optional<Source> find(String id) {
        Source source = rows.all().get(id);
        if (source == null && !rows.isUnreadable(id) && rows.isFresh() && unknown.lookUp(id)) {
            source = rows.all().get(id);
        }
        return Optional.ofNullable(source);
    }

    /**
     * A newer state of a source, to be asked before a call is refused because {@code used} is not enabled; empty if there
     * is none. Each source is looked up at most once a second, and at most 20 of them a second.
     */
    public Optional<Source> newerThan(Source used) {
        if (used.equals(rows.all().get(used.id())) && rows.isFresh()) {
            known.lookUp(used.id());
        }
        return newerInMemory(used);
    }

    /** A newer state of a source, without a look into the store. */
    public Optional<Source> newerInMemory(Source used) {
        return Optional.ofNullable(rows.all().get(used.id())).filter(now -> now.enabled() && !now.equals(used));
    }

    /**
     * Compares all sources with the store, before a call is refused as not verified. At most 8 calls of a source wait for
     * it, and 64 of all sources. Costs at most 50 small reads a second.
     *
     * @param id the source of the call
     * @return whether everything is in memory now that any gateway has acknowledged before, or where too many wait, what
     *     was acknowledged until a comparison within the last 250 ms; false while the store does not answer in time
     */
    public boolean compare(String id) {
        return comparison.await(id);
    }

    /** Whether a source is there and cannot be read; to be asked after {@link #find} has found nothing. */
    public boolean isUnusable(String id) {
        return rows.isUnreadable(id);
    }

    /** Whether an id that is not found is known to be none: the store was seen in the last second. */
    public boolean isFresh() {
        return rows.isFresh();
    }

    /** All that can be read, enabled or not. */
    public List<Source> all() {
        return List.copyOf(rows.all().values());
    }

    /** How many sources of a tenant can be read, enabled or not. */
    public long count(String tenant) {
        return rows.all().values().stream()
                .filter(source -> source.tenant().equals(tenant))
                .count();
    }

    /** How many sources cannot be read, and so take no calls. */
    public int unusable() {
        return rows.unreadable();
    }

    /** Looks for what was written, here or by other gateways; to be called several times a second. */
    public Duration follow() {
        return rows.follow();
    }

    @Override
    public void close() {
        unknown.close();
        known.close();
        comparison.close();
    }

    private record Rows(SourceStore store) implements WatchedRows.Rows<Version, Source> {

        @Override
        public long changes() {
            return store.changes();
        }

        @Override
        public Map<String, Version> versions() {
            return store.versions();
        }

        @Override
        public Version versionOf(Source source) {
            return Version.of(source);
        }

        @Override
        public Optional<Source> read(String id) {
            return store.find(id).map(row -> {
                if (row instanceof SourceRow.Unusable unusable) {
                    throw new IllegalStateException(unusable.problem() + ". Their calls get 503");
                }
                return ((SourceRow.Usable) row).source();
            });
        }
    }
}
