package dev.tributary.embedded;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pipeline that drivers send to count documents: {@code $match}, then a {@code $group} that adds up ones. */
final class CountPipeline {

    private CountPipeline() {}

    /** What is to be counted; null if the pipeline is another one. */
    static @Nullable Document match(Document command) {
        if (!(command.get("pipeline") instanceof List<?> stages)
                || stages.size() != 2
                || !(stages.get(0) instanceof Document first)
                || !(first.get("$match") instanceof Document match)
                || !(stages.get(1) instanceof Document second)
                || !(second.get("$group") instanceof Document group)) {
            return null;
        }
        boolean counts = group.size() == 2
                && group.get("_id") instanceof Number
                && group.get("n") instanceof Document sum
                && sum.size() == 1
                && Integer.valueOf(1).equals(sum.get("$sum"));
        return counts ? match : null;
    }

    static Document reply(String namespace, long count) {
        List<Document> batch = count == 0 ? List.of() : List.of(new Document("_id", 1).append("n", (int) count));
        var reply = new Document(
                "cursor", new Document("id", 0L).append("ns", namespace).append("firstBatch", batch));
        Utils.markOkay(reply);
        return reply;
    }
}
