package dev.tributary.source;

import org.jspecify.annotations.Nullable;

/** A source as it stands in the store: one that can be used, or what can be read of one that cannot. */
public sealed interface SourceRow {

    String id();

    long revision();

    /** A source that can be used. */
    record Usable(Source source) implements SourceRow {

        @Override
        public String id() {
            return source.id();
        }

        @Override
        public long revision() {
            return source.revision();
        }
    }

    /**
     * A source that takes no calls until it is repaired: its secrets are encrypted under another master key, or a member
     * is missing. What cannot be read is null.
     *
     * @param problem why it cannot be read
     * @param revision 0 where it cannot be read
     * @param baseUri of its API
     */
    record Unusable(
            String id,
            String problem,
            long revision,
            @Nullable String provider,
            @Nullable String scheme,
            @Nullable String name,
            @Nullable String baseUri)
            implements SourceRow {}
}
