package dev.tributary.platform.membership;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.type;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Updates.addEachToSet;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.max;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.bson.BsonType;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Living gateways in the collection {@code gateways}. Errors of the driver pass through unchanged. */
public final class GatewayStore {

    /**
     * One gateway as another one sees it.
     *
     * @param counter grows with each heartbeat
     * @param checkpoint every event of its writers with a smaller id is closed
     * @param writers the names under which it stored events since the checkpoint
     * @param backlog the endpoints for which it put deliveries into the store
     * @param stopped whether it has ended in order
     * @param takenBy the gateway that takes its work over, or null
     */
    record Entry(
            String id,
            long counter,
            String checkpoint,
            Set<String> writers,
            Set<String> backlog,
            boolean stopped,
            @Nullable String takenBy) {}

    private static final Logger log = LoggerFactory.getLogger(GatewayStore.class);

    private final MongoCollection<Document> gateways;
    private final Set<Object> unreadable = ConcurrentHashMap.newKeySet();

    public GatewayStore(MongoDatabase database) {
        this.gateways = database.getCollection("gateways");
    }

    /** Announces a gateway that begins; a second call changes nothing. False: its work was taken over already. */
    boolean join(Entry own) {
        try {
            gateways.insertOne(new Document("_id", own.id())
                    .append("since", own.checkpoint())
                    .append("counter", own.counter())
                    .append("checkpoint", own.checkpoint())
                    .append("writers", List.copyOf(own.writers()))
                    .append("backlog", List.copyOf(own.backlog()))
                    .append("stopped", false)
                    .append("takenBy", null));
            return true;
        } catch (MongoWriteException e) {
            return beat(own); // it is there already where the reply of an earlier call was lost
        }
    }

    /** Adds endpoints to a gateway's backlog. */
    void addBacklog(String id, List<String> endpoints) {
        gateways.updateOne(eq("_id", id), addEachToSet("backlog", endpoints));
    }

    /** Writes a heartbeat. False: the gateway's work was taken over, and nothing has changed. */
    boolean beat(Entry own) {
        return gateways.updateOne(
                                and(eq("_id", own.id()), eq("takenBy", null)),
                                combine(
                                        set("counter", own.counter()),
                                        set("checkpoint", own.checkpoint()),
                                        set("writers", List.copyOf(own.writers())),
                                        set("backlog", List.copyOf(own.backlog())),
                                        set("stopped", own.stopped())))
                        .getMatchedCount()
                == 1;
    }

    /** Shows up to where a gateway's part of the feed is complete, which never goes back. False: its work was taken over. */
    boolean showFeed(String id, String horizon) {
        return gateways.updateOne(and(eq("_id", id), eq("takenBy", null)), max("feed", horizon))
                        .getMatchedCount()
                == 1;
    }

    /** Up to where the feed of each other gateway is complete. One that has not shown it lately stores nothing below its checkpoint. */
    List<String> feeds(String own) {
        return gateways.find(and(type("checkpoint", BsonType.STRING), ne("_id", own)))
                .projection(include("feed", "checkpoint"))
                .map(document -> Stream.of("feed", "checkpoint")
                        .map(name -> document.get(name, ""))
                        .max(Comparator.naturalOrder())
                        .orElseThrow())
                .into(new ArrayList<>());
    }

    /** Those that can be read: another one must not keep gateways from being seen. */
    List<Entry> all() {
        List<Entry> readable = new ArrayList<>();
        for (Document document : gateways.find()) {
            try {
                readable.add(read(document));
            } catch (RuntimeException e) {
                if (unreadable.add(document.get("_id"))) {
                    log.warn("The document {} in gateways cannot be read, and is left out", document.get("_id"));
                }
            }
        }
        return readable;
    }

    /** The ids that each gateway uses whose work was not taken over. */
    public List<IdsInUse> idsInUse() {
        return gateways.find(type("checkpoint", BsonType.STRING))
                .projection(include("since", "checkpoint"))
                .map(document -> {
                    String checkpoint = document.getString("checkpoint");
                    // a gateway of an older release writes no "since"
                    return new IdsInUse(document.getString("_id"), document.get("since", checkpoint), checkpoint);
                })
                .into(new ArrayList<>());
    }

    /** Takes over from a gateway in the state in which it was seen. False: it moved, or another one was first. */
    boolean takeOver(Entry seen, String by) {
        return gateways.updateOne(
                                and(eq("_id", seen.id()), eq("counter", seen.counter()), eq("takenBy", seen.takenBy())),
                                set("takenBy", by))
                        .getMatchedCount()
                == 1;
    }

    /** Forgets a gateway whose work was taken over. */
    void remove(String id, String takenBy) {
        gateways.deleteOne(and(eq("_id", id), eq("takenBy", takenBy)));
    }

    private static Entry read(Document document) {
        return new Entry(
                document.getString("_id"),
                document.getLong("counter"),
                document.getString("checkpoint"),
                new LinkedHashSet<>(document.getList("writers", String.class)),
                new LinkedHashSet<>(document.getList("backlog", String.class)),
                document.getBoolean("stopped"),
                document.getString("takenBy"));
    }
}
