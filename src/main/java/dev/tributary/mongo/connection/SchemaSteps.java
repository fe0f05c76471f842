package dev.tributary.mongo.connection;

import dev.tributary.mongo.DeletedRows;
import dev.tributary.mongo.schema.SchemaStep;
import dev.tributary.mongo.schema.StoreIndex;
import java.util.List;

/** What brings a database of an older release to this one, in ascending order of the versions. */
final class SchemaSteps {

    private static final List<String> ROWS = List.of("connections", "accounts", "transactions");

    static final List<SchemaStep> ALL = List.of(
            new SchemaStep(
                    2,
                    "drops indexes that are no longer used",
                    SchemaStep.dropUnused(
                            StoreIndex.on("events", "lists by time", "tenant", "recordedtime", "_id"),
                            StoreIndex.on("events", "lists by type and time", "tenant", "type", "recordedtime", "_id"),
                            StoreIndex.on(
                                    "events",
                                    "lists by subject and time",
                                    "tenant",
                                    "subject",
                                    "recordedtime",
                                    "_id"))),
            // Only keeps older releases from starting: events that were stored before are read as they are.
            new SchemaStep(3, "stores new events without the bytes of their attributes", (database, declared) -> {}),
            new SchemaStep(
                    4,
                    "keeps the ids of deleted sources from being reused",
                    DeletedRows.markedFromAudit("source.delete", "sources")),
            new SchemaStep(
                    5,
                    "keeps the ids of deleted web hooks from being reused",
                    DeletedRows.markedFromAudit("web-hook.delete", "subscriptions")),
            new SchemaStep(
                    6,
                    "dates connections, accounts and transactions that were never refreshed, so that their retention ends",
                    (database, declared) -> {
                        SchemaStep.dated(ROWS, "refreshedAt", "storedAt").apply(database, declared);
                        SchemaStep.dropUnused(ROWS.stream()
                                        .map(rows -> StoreIndex.on(rows, "retention", "refreshedAt"))
                                        .toArray(StoreIndex[]::new))
                                .apply(database, declared);
                    }));

    private SchemaSteps() {}
}
