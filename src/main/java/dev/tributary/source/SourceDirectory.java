package dev.tributary.source;

import com.mongodb.MongoException;
import dev.tributary.source.SourceStore.Version;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * All sources in memory, as an immutable view: a call costs no query. Own writes are seen at once, those of other
 * gateways within a second; a source that is not in the view is looked for in the store before it is called unknown.
 */
public final class SourceDirectory {

    private static final Logger log = LoggerFactory.getLogger(SourceDirectory.class);

    private final SourceStore store;
    private volatile Map<String, Source> view = Map.of();

    SourceDirectory(SourceStore store) {
        this.store = store;
        // what is written is written: a view that cannot be refreshed now is refreshed within a second
        store.afterWrite(this::follow);
        refresh();
    }

    /** The source with this id, enabled or not. */
    public Optional<Source> find(String id) {
        Source known = view.get(id);
        return known == null ? store.find(id) : Optional.of(known);
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
        boolean changed = versions.size() != old.size();
        for (Map.Entry<String, Version> entry : versions.entrySet()) {
            Source known = old.get(entry.getKey());
            if (known != null && Version.of(known).equals(entry.getValue())) {
                fresh.put(entry.getKey(), known);
            } else {
                store.find(entry.getKey()).ifPresent(source -> fresh.put(source.id(), source));
                changed = true;
            }
        }
        if (changed) {
            view = Map.copyOf(fresh);
        }
    }
}
