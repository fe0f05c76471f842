package dev.tributary.mongo.schema;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.bson.Document;

/** The right to change the schema: one gateway at a time has it, until it is released or was not renewed for its time. */
final class SchemaLease {

    private static final Duration TIME = Duration.ofSeconds(30);
    private static final String ID = "lease";

    private final MongoCollection<Document> schema;
    private final Clock clock;
    private final String owner = UUID.randomUUID().toString();

    SchemaLease(MongoCollection<Document> schema, Clock clock) {
        this.schema = schema;
        this.clock = clock;
    }

    /** False: another gateway has it. */
    boolean take() {
        Instant now = clock.instant();
        Date until = Date.from(now.plus(TIME));
        try {
            schema.insertOne(new Document("_id", ID).append("owner", owner).append("until", until));
            return true;
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
                throw e;
            }
        }
        return schema.updateOne(
                                and(eq("_id", ID), lt("until", Date.from(now))),
                                combine(set("owner", owner), set("until", until)))
                        .getMatchedCount()
                == 1;
    }

    void renew() {
        schema.updateOne(
                and(eq("_id", ID), eq("owner", owner)),
                set("until", Date.from(clock.instant().plus(TIME))));
    }

    void release() {
        schema.deleteOne(and(eq("_id", ID), eq("owner", owner)));
    }
}
