package dev.tributary.embedded.index;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;

/**
 * How a query is carried out.
 *
 * @param index what is read
 * @param multikey whether a document may be found more than once
 * @param intervals what of it, in the order of the keys
 * @param reverse whether it is read from its end
 * @param sorted whether documents come in the order that is wanted
 * @param merged whether the intervals are read side by side to get that order
 * @param bounded whether a condition or the order is the reason to read this index
 * @param rest what each document has still to be compared with
 */
public record Plan(
        IndexDefinition index,
        boolean multikey,
        List<Interval> intervals,
        boolean reverse,
        boolean sorted,
        boolean merged,
        boolean bounded,
        Query rest) {

    /** Whether keys alone tell what the query finds. */
    public boolean covered() {
        return rest.isEmpty() && !multikey;
    }

    /** Whether documents can be handed out as they are found. */
    public boolean streams() {
        return sorted && !multikey;
    }

    /** The plan in the form of MongoDB's {@code winningPlan}. */
    public Document explain() {
        Document scan;
        if (bounded) {
            scan = new Document("stage", "IXSCAN")
                    .append("keyPattern", index.keyPattern())
                    .append("indexName", index.name())
                    .append("isMultiKey", multikey)
                    .append("isUnique", index.unique())
                    .append("isSparse", index.sparse())
                    .append("isPartial", index.partial() != null)
                    .append("direction", reverse ? "backward" : "forward");
            scan = new Document("stage", "FETCH").append("inputStage", scan);
        } else {
            scan = new Document("stage", "COLLSCAN").append("direction", reverse ? "backward" : "forward");
        }
        return sorted ? scan : new Document("stage", "SORT").append("inputStage", scan);
    }
}
