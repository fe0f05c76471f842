package dev.tributary.mapping.expression;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One payload, or one element of a split payload, while it is read; collects what was not there. For one thread. */
public final class Reading {

    private final JsonNode root;
    private @Nullable JsonNode item;
    private final Set<String> missing = new LinkedHashSet<>(4);
    private final Set<String> skipped = new LinkedHashSet<>(4);

    public Reading(JsonNode root) {
        this.root = root;
    }

    public JsonNode root() {
        return root;
    }

    /** Paths at which a required field was looked for and not found. */
    public List<String> missing() {
        return List.copyOf(missing);
    }

    /** Paths of lists with entries that could not be used. */
    public Collection<String> skipped() {
        return skipped;
    }

    public void miss(Collection<String> paths) {
        missing.addAll(paths);
    }

    @Nullable
    JsonNode item() {
        return item;
    }

    void item(@Nullable JsonNode entry) {
        item = entry;
    }

    void skip(String path) {
        skipped.add(path);
    }
}
