package dev.tributary.security.secret;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What one look at all secrets has done. */
final class RotationCount {

    private final Map<String, Set<String>> unreadable = new TreeMap<>();
    private long written;
    private long overtaken;

    void written(long written, long attempted) {
        this.written += written;
        this.overtaken += attempted - written;
    }

    void unreadable(String reason, String owner) {
        unreadable.computeIfAbsent(reason, first -> new TreeSet<>()).add(owner);
    }

    /** Documents with secrets that were encrypted again. */
    long written() {
        return written;
    }

    /** Whether nothing was to be done. A document that a gateway changed at the same moment has to be looked at again. */
    boolean isNothing() {
        return written == 0 && overtaken == 0;
    }

    /** The owners of secrets that cannot be decrypted, by the reason. */
    Map<String, Set<String>> unreadable() {
        return unreadable;
    }
}
