package dev.tributary.source;

import com.mongodb.MongoException;
import dev.tributary.source.SourceStore.Version;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * All sources in memory, as an immutable view: a call costs no query. Own writes are seen at once, those of other
 * gateways within a second; a source that is not in the view is looked for in the store before it is called unknown. One
 * that cannot be read is left out, logged once and counted.
 */
public final class SourceDirectory {

    private static final Logger log = LoggerFactory.getLogger(SourceDirectory.class);

    private final SourceStore store;
    private final Map<String, Version> unusable = new ConcurrentHashMap<>();
    private volatile Map<String, Source> view = Map.of();

    SourceDirectory(SourceStore store) {
        this.store = store;
        // what is written is written: a view that cannot be refreshed now is refreshed within a second
        store.afterWrite(this::follow);
        refresh();
    }

    /** The source with this id, enabled or not; empty if it cannot be used. */
    public Optional<Source> find(String id) {
        Source known = view.get(id);
        if (known != null || unusable.containsKey(id)) {
            return Optional.ofNullable(known);
        }
        return store.find(id).flatMap(SourceDirectory::source);
    }

    /** Whether a source is there and cannot be read; to be asked after {@link #find} has found nothing. */
    public boolean isUnusable(String id) {
        return unusable.containsKey(id);
    }

    /** How many sources cannot be read, and so take no calls. */
    public int unusable() {
        return unusable.size();
    }

    @Scheduled(fixedDelay = 1000)
    void follow() {
        try {
            refresh();
        } catch (MongoException e) {
            log.debug("Sources stay as they were last seen: {}", e.getMessage());
        }
    }

    private synchronized void refresh() {
        Map<String, Source> old = view;
        Map<String, Version> versions = store.versions();
        var fresh = new HashMap<String, Source>();
        for (Map.Entry<String, Version> entry : versions.entrySet()) {
            Source known = old.get(entry.getKey());
            if (known != null && Version.of(known).equals(entry.getValue())) {
                fresh.put(entry.getKey(), known);
            } else if (!entry.getValue().equals(unusable.get(entry.getKey()))) {
                read(entry.getKey(), entry.getValue()).ifPresent(source -> fresh.put(source.id(), source));
            }
        }
        if (!fresh.equals(old)) {
            view = Map.copyOf(fresh);
        }
        // after the view has them, so that no call finds a source in neither
        unusable.values().retainAll(versions.values());
        unusable.keySet().removeAll(fresh.keySet());
    }

    /** One that cannot be read must not keep the others from being seen. */
    private Optional<Source> read(String id, Version version) {
        SourceRow row = store.find(id).orElse(null);
        if (row instanceof SourceRow.Unusable) {
            unusable.put(id, version);
            log.error("Source {} cannot be read, for example because of another master key; its calls get 503", id);
        }
        return Optional.ofNullable(row).flatMap(SourceDirectory::source);
    }

    private static Optional<Source> source(SourceRow row) {
        return row instanceof SourceRow.Usable usable ? Optional.of(usable.source()) : Optional.empty();
    }
}
