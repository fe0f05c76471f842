package dev.tributary.embedded.collection;

import de.bwaldvogel.mongo.bson.Document;
import dev.tributary.embedded.engine.View;
import dev.tributary.embedded.index.Plan;
import dev.tributary.embedded.index.PlanScan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The documents of a query, taken by so many at a time. Keeps no more than where it has stopped. */
abstract class DocumentSource {

    /** What a reply may hold before it is sent. */
    private static final int BYTES = 4 << 20;

    /** Finds a document by the key of its id. */
    interface Lookup extends BiFunction<View, byte[], byte @Nullable []> {}

    private boolean exhausted;

    /** Whether there are no further documents. */
    final boolean isExhausted() {
        return exhausted;
    }

    final void exhaust() {
        exhausted = true;
    }

    /** The next documents, no more than {@code count} of them. */
    abstract List<Document> take(View view, int count);

    /** Documents in the order in which a plan finds them. */
    static final class Streamed extends DocumentSource {
        private final Plan plan;
        private final CollectionIndexes indexes;
        private final Lookup lookup;
        private final boolean limited;
        private int skip;
        private int left;
        private PlanScan.@Nullable Stop stop;

        Streamed(Plan plan, CollectionIndexes indexes, Lookup lookup, int skip, int limit) {
            this.plan = plan;
            this.indexes = indexes;
            this.lookup = lookup;
            this.skip = skip;
            this.limited = limit > 0;
            this.left = limit;
        }

        @Override
        List<Document> take(View view, int count) {
            indexes.require(plan.index());
            List<Document> taken = new ArrayList<>();
            int bytes = 0;
            try (PlanScan scan = new PlanScan(view, plan, stop)) {
                while (taken.size() < count && bytes < BYTES && !(limited && left == 0)) {
                    if (!scan.next()) {
                        exhaust();
                        return taken;
                    }
                    byte[] bson = found(view, scan);
                    if (bson != null && add(bson, taken)) {
                        bytes += bson.length;
                    }
                    stop = scan.stop();
                }
            }
            if (limited && left == 0) {
                exhaust();
            }
            return taken;
        }

        private byte @Nullable [] found(View view, PlanScan scan) {
            byte[] document = scan.document();
            if (document == null && skip > 0 && plan.covered()) {
                skip--;
                return null;
            }
            return document == null ? lookup.apply(view, scan.position()) : document;
        }

        private boolean add(byte[] bson, List<Document> taken) {
            Document document = BsonBytes.read(bson);
            if (!plan.rest().matches(document)) {
                return false;
            }
            if (skip > 0) {
                skip--;
                return false;
            }
            left--;
            return taken.add(document);
        }
    }

    /** Documents whose ids are known. */
    static final class Listed extends DocumentSource {
        private final List<byte[]> positions;
        private final Lookup lookup;
        private int next;

        Listed(List<byte[]> positions, Lookup lookup) {
            this.positions = positions;
            this.lookup = lookup;
        }

        @Override
        List<Document> take(View view, int count) {
            List<Document> taken = new ArrayList<>();
            int bytes = 0;
            while (next < positions.size() && taken.size() < count && bytes < BYTES) {
                byte[] bson = lookup.apply(view, positions.get(next++));
                if (bson != null) {
                    taken.add(BsonBytes.read(bson));
                    bytes += bson.length;
                }
            }
            if (next == positions.size()) {
                exhaust();
            }
            return taken;
        }
    }
}
