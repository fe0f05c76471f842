package dev.tributary.mongo.page;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Projections.include;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists in the order of changes, on every server of the protocol that the gateway supports. */
abstract class ModifiedReaderContract {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = BEGIN.plus(Duration.ofDays(400));

    private MongoCollection<Document> rows;
    private ModifiedReader reader;

    abstract MongoDatabase database();

    @BeforeEach
    void open() {
        rows = database().getCollection("changed");
        rows.createIndex(ascending("tenant", "modifiedAt"));
        reader = new ModifiedReader(rows, "modifiedAt");
    }

    @Test
    void readsWhatChangedInTheOrderOfTheChangesWhetherFewOrMany() {
        List<String> expected = new ArrayList<>();
        for (int month = 0; month < 12; month++) {
            expected.add(insert("m" + month, BEGIN.plus(Duration.ofDays(30L * month))));
        }
        List<Document> together = new ArrayList<>();
        for (int i = 0; i < 7_000; i++) {
            String id = "z%05d".formatted(i);
            together.add(document(id, END.minusSeconds(7_000).plusSeconds(i / 2)));
            expected.add(id);
        }
        rows.insertMany(together);
        insert("later", END);
        rows.insertOne(document("other", BEGIN).append("tenant", "other"));
        rows.insertOne(new Document("_id", "older").append("tenant", "default"));

        assertThat(all(BEGIN, 900)).isEqualTo(expected);
        assertThat(all(BEGIN.plusMillis(1), 900)).isEqualTo(expected.subList(1, expected.size()));
        assertThat(all(END, 10)).isEmpty();
    }

    @Test
    void aChangeWhileThePagesAreReadMovesNoOtherRow() {
        for (int i = 0; i < 6; i++) {
            insert("r" + i, BEGIN);
        }
        IdPage<String> first = page(BEGIN, END, null, 3);
        assertThat(first.found()).containsExactly("r0", "r1", "r2");
        rows.updateOne(eq("_id", "r1"), new Document("$set", new Document("modifiedAt", Date.from(END))));
        IdPage<String> second = page(BEGIN, END.plusSeconds(1), first.next(), 3);
        assertThat(second.found())
                .as("the list ends where it did for the first page")
                .containsExactly("r3", "r4", "r5");
        assertThat(second.next()).isNull();
        assertThat(page(END, END.plusSeconds(1), null, 3).found()).containsExactly("r1");
    }

    @Test
    void refusesAPositionThatItDidNotGive() {
        for (String position : List.of("", "1.2", "x.1.r", "1.2.\u0000")) {
            assertThatIllegalArgumentException().isThrownBy(() -> page(BEGIN, END, position, 1));
        }
    }

    private List<String> all(Instant since, int limit) {
        List<String> ids = new ArrayList<>();
        String after = null;
        do {
            IdPage<String> page = page(since, END, after, limit);
            ids.addAll(page.found());
            after = page.next();
        } while (after != null);
        return ids;
    }

    private IdPage<String> page(Instant since, Instant before, @Nullable String after, int limit) {
        return reader.page(
                since,
                before,
                eq("tenant", "default"),
                include("modifiedAt"),
                after,
                limit,
                row -> row.getString("_id"));
    }

    private String insert(String id, Instant at) {
        rows.insertOne(document(id, at));
        return id;
    }

    private static Document document(String id, Instant at) {
        return new Document("_id", id).append("tenant", "default").append("modifiedAt", Date.from(at));
    }
}
