package dev.tributary.embedded.collection;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.tributary.embedded.index.SortKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Ids in an order that no index has: the first of them if a limit is given, else all, in bounded memory. */
final class SortedPositions {

    private static final int QUERY_EXCEEDED_MEMORY = 292;
    private static final int BYTES = 32 << 20;
    private static final int OVERHEAD = 96;

    @SuppressWarnings("ArrayRecordComponent") // compared by its bytes, never as a record
    private record Entry(byte[] key, byte[] position, int number) {}

    private static final Comparator<Entry> ORDER =
            Comparator.comparing(Entry::key, Arrays::compareUnsigned).thenComparingInt(Entry::number);

    private final Document sort;
    private final int limit;
    private final PriorityQueue<Entry> entries = new PriorityQueue<>(ORDER.reversed());
    private int number;
    private long bytes;

    /** @param limit how many are wanted, 0 for all */
    SortedPositions(Document sort, int limit) {
        this.sort = sort;
        this.limit = limit;
    }

    void add(Document document, byte[] position) {
        var entry = new Entry(SortKey.of(document, sort), position, number++);
        entries.add(entry);
        bytes += size(entry);
        if (limit > 0 && entries.size() > limit) {
            bytes -= size(entries.remove());
        }
        if (bytes > BYTES) {
            throw new MongoServerError(
                    QUERY_EXCEEDED_MEMORY,
                    "QueryExceededMemoryLimitNoDiskUseAllowed",
                    "Sort exceeded memory limit of " + BYTES + " bytes; it needs an index");
        }
    }

    private static int size(Entry entry) {
        return OVERHEAD + entry.key().length + entry.position().length;
    }

    List<byte[]> toList() {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(ORDER);
        return sorted.stream().map(Entry::position).toList();
    }
}
