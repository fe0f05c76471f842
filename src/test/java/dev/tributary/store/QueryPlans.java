package dev.tributary.store;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.Document;

/** A fresh database that tells which queries were sent to it, and asks the server how it carries them out. */
final class QueryPlans implements AutoCloseable {

    /**
     * A query as the server can explain it: updates, deletions and counts are explained by their conditions.
     *
     * @param reads whether documents are fetched by it
     */
    record Query(String collection, BsonDocument find, boolean reads) {}

    private final List<Query> queries = new CopyOnWriteArrayList<>();
    private final MongoClient client;
    final MongoDatabase database;

    QueryPlans(String uri) {
        client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri))
                .addCommandListener(new CommandListener() {
                    @Override
                    public void commandStarted(CommandStartedEvent event) {
                        note(event.getCommandName(), event.getCommand().clone());
                    }
                })
                .build());
        database = client.getDatabase("plans" + UUID.randomUUID().toString().replace("-", ""))
                .withWriteConcern(WriteConcern.MAJORITY.withJournal(true));
    }

    /** What was sent by one piece of work. */
    List<Query> of(Runnable work) {
        queries.clear();
        work.run();
        return List.copyOf(queries);
    }

    private void note(String name, BsonDocument command) {
        switch (name) {
            case "find" -> {
                command.keySet().removeIf(key -> !Set.of("find", "filter", "sort", "projection", "limit")
                        .contains(key));
                queries.add(new Query(command.getString("find").getValue(), command, true));
            }
            case "update" -> conditions(command, name, "updates");
            case "delete" -> conditions(command, name, "deletes");
            case "distinct" -> add(command.getString(name), command.getDocument("query", new BsonDocument()));
            case "aggregate" ->
                add(
                        command.getString(name),
                        command.getArray("pipeline").get(0).asDocument().getDocument("$match"));
            default -> {
                // reads nothing
            }
        }
    }

    private void conditions(BsonDocument command, String name, String list) {
        for (BsonValue one : command.getArray(list)) {
            add(command.getString(name), one.asDocument().getDocument("q"));
        }
    }

    private void add(BsonString collection, BsonDocument filter) {
        queries.add(new Query(
                collection.getValue(),
                new BsonDocument("find", collection).append("filter", filter).append("limit", new BsonInt32(50)),
                false));
    }

    /** The parts of the server's plan that read a whole collection; empty where an index serves the query. */
    List<String> scans(Query query) {
        var command = new Document("explain", query.find()).append("verbosity", "queryPlanner");
        BsonDocument plan = database.runCommand(command)
                .toBsonDocument(BsonDocument.class, MongoClientSettings.getDefaultCodecRegistry());
        List<String> scans = new ArrayList<>();
        collect(plan.getDocument("queryPlanner"), scans);
        return scans;
    }

    private static void collect(BsonValue value, List<String> scans) {
        if (value instanceof BsonArray array) {
            array.forEach(one -> collect(one, scans));
        } else if (value instanceof BsonDocument node) {
            if (isScan(node)) {
                scans.add(node.toJson());
            }
            node.forEach((name, member) -> {
                if (!name.equals("rejectedPlans")) {
                    collect(member, scans);
                }
            });
        }
    }

    /** By MongoDB's words, and by those of PostgreSQL under FerretDB, where a scan can also be one of the primary key. */
    private static boolean isScan(BsonDocument node) {
        String stage = text(node, "stage");
        String type = text(node, "Node Type");
        return stage.equals("COLLSCAN")
                || type.equals("Seq Scan")
                || (type.equals("Index Scan")
                        && text(node, "Index Name").equals("_id_")
                        && !text(node, "Index Cond").contains("object_id")
                        && node.containsKey("Filter"));
    }

    private static String text(BsonDocument node, String name) {
        return node.get(name) instanceof BsonString text ? text.getValue() : "";
    }

    @Override
    public void close() {
        database.drop();
        client.close();
    }
}
