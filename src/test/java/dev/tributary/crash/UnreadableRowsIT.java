package dev.tributary.crash;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoCollection;
import dev.tributary.faultrun.Audit;
import dev.tributary.faultrun.Endpoint;
import dev.tributary.faultrun.Form;
import dev.tributary.faultrun.GatewayApi;
import dev.tributary.faultrun.Load;
import dev.tributary.faultrun.Load.Kind;
import dev.tributary.faultrun.Store;
import dev.tributary.faultrun.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One subscription or source that cannot be read is shown as unusable; all others go on, also after a restart. */
class UnreadableRowsIT {

    private static final String CONFIGURATION = "/api/v1/configuration/";

    @TempDir
    Path data;

    @Test
    void aSubscriptionThatCannotBeReadIsShownAsUnusableAndAllOthersGoOn() throws Exception {
        try (var bed = new TestBed(Store.CONTAINER, data)) {
            Endpoint healthy = bed.sink().endpoint("healthy");
            bed.gateway().api().subscribe(healthy);
            bed.gateway().api().subscribe(bed.sink().endpoint("other-key"));
            bed.gateway().api().subscribe(bed.sink().endpoint("other-filter"));
            assertDelivered(bed, healthy, "before");
            bed.inDatabase(database -> {
                MongoCollection<Document> rows = database.getCollection("subscriptions");
                // encrypted for another subscription, it cannot be decrypted for this one
                change(rows, "other-key", "secret", row(rows, "healthy").getString("secret"));
                return change(rows, "other-filter", "filters", new Document("dialect-of-another-version", "*"));
            });
            assertGoesOn(bed, healthy);
            Endpoint later = bed.sink().endpoint("later");
            bed.gateway().api().subscribe(later);
            assertDelivered(bed, later, "to a subscription that was made beside the rows");
            assertUnusable(bed.gateway().api(), "web-hooks", "other-key");
            assertUnusable(bed.gateway().api(), "web-hooks", "other-filter");
        }
    }

    @Test
    void aSourceThatCannotBeReadIsShownAsUnusableAndAllOthersGoOn() throws Exception {
        try (var bed = new TestBed(Store.CONTAINER, data)) {
            Endpoint endpoint = bed.sink().endpoint("sink");
            bed.gateway().api().subscribe(endpoint);
            bed.gateway().api().createSource("other-key");
            bed.inDatabase(database -> {
                MongoCollection<Document> rows = database.getCollection("sources");
                return change(
                        rows, "other-key", "secrets", row(rows, Load.SOURCE).getList("secrets", Document.class));
            });
            assertGoesOn(bed, endpoint);
            assertUnusable(bed.gateway().api(), "sources", "other-key");
            assertThat(Load.call(bed.gateway(), "other-key", Kind.CREATED, "x"))
                    .as("the answer to a call to the unusable source")
                    .isBetween(400, 503);
        }
    }

    /** With the rows, and after a restart with them. */
    private static void assertGoesOn(TestBed bed, Endpoint endpoint) throws Exception {
        assertDelivered(bed, endpoint, "with the rows");
        bed.gateway().kill();
        bed.gateway().start();
        assertDelivered(bed, endpoint, "after a restart");
    }

    private static void assertDelivered(TestBed bed, Endpoint endpoint, String moment) {
        Load load = Load.run(Kind.CREATED, 50, Duration.ofSeconds(2), bed.gateway());
        assertThat(load.others()).as("answers other than 200, %s", moment).isEmpty();
        Collection<String> missing = new Audit(endpoint, load.events()).awaitArrival(Duration.ofSeconds(20));
        Form.say(
                "unreadable rows, %s: %d of %d missing at %s",
                moment, missing.size(), load.events().size(), endpoint.name());
        assertThat(missing)
                .as("events missing at %s, %s", endpoint.name(), moment)
                .isEmpty();
    }

    private static void assertUnusable(GatewayApi api, String resource, String unusable) {
        Map<String, String> statuses = new HashMap<>();
        JsonNode answer = api.get(CONFIGURATION + resource);
        for (JsonNode row : answer.isArray() ? answer : answer.path("result")) {
            statuses.put(row.path("id").asText(), row.path("status").asText());
        }
        assertThat(statuses).as("status of each of %s", resource).containsEntry(unusable, "unusable");
        assertThat(new HashSet<>(statuses.values()))
                .as("others are usable: %s", statuses)
                .hasSizeGreaterThan(1);
    }

    /** Changes one member as a version of the gateway that is unknown here would have written it. */
    private static boolean change(MongoCollection<Document> rows, String id, String member, Object value) {
        Document before = row(rows, id);
        assertThat(before).as("a row of %s", rows.getNamespace()).containsKey(member);
        rows.updateOne(
                eq("_id", id),
                combine(
                        set(member, value),
                        set("modifiedAt", new Date()),
                        set("revision", before.getLong("revision") + 1)));
        return true;
    }

    private static Document row(MongoCollection<Document> rows, String id) {
        return Objects.requireNonNull(rows.find(eq("_id", id)).first());
    }
}
