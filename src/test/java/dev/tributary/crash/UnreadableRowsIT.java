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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One subscription or source that cannot be read is shown as unusable; all others go on, also after a restart. */
class UnreadableRowsIT {

    private static final String CONFIGURATION = "/api/v1/configuration/";

    @TempDir
    Path data;

    @Test
    void aSubscriptionWithASecretUnderAnotherKeyIsShownAsUnusableAndAllOthersGoOn() throws Exception {
        assertOthersGoOn(subscriptions -> {
            Document other = Objects.requireNonNull(
                    subscriptions.find(eq("_id", "healthy")).first());
            // encrypted for another subscription, it cannot be decrypted for this one
            change(subscriptions, "broken", "secret", other.getString("secret"));
        });
    }

    @Test
    void aSubscriptionWithAFilterThatDoesNotCompileIsShownAsUnusableAndAllOthersGoOn() throws Exception {
        assertOthersGoOn(subscriptions ->
                change(subscriptions, "broken", "filters", new Document("dialect-of-another-version", "*")));
    }

    @Test
    void aSourceWithASecretUnderAnotherKeyIsShownAsUnusableAndAllOthersGoOn() throws Exception {
        try (var bed = new TestBed(Store.CONTAINER, data)) {
            Endpoint endpoint = bed.sink().endpoint("sink");
            bed.gateway().api().subscribe(endpoint);
            bed.gateway().api().createSource("broken");
            bed.inDatabase(database -> {
                MongoCollection<Document> sources = database.getCollection("sources");
                Document other = Objects.requireNonNull(
                        sources.find(eq("_id", Load.SOURCE)).first());
                return change(sources, "broken", "secrets", other.getList("secrets", Document.class));
            });
            for (String moment : List.of("with the row", "after a restart")) {
                assertDelivered(bed, endpoint, moment);
                assertThat(Load.call(bed.gateway(), "broken", Kind.CREATED, "x"))
                        .as("a call to the unusable source, %s", moment)
                        .isBetween(400, 503);
                assertUnusable(bed.gateway().api(), "sources", "broken", moment);
                restart(bed);
            }
        }
    }

    private void assertOthersGoOn(Consumer<MongoCollection<Document>> corruption) throws Exception {
        try (var bed = new TestBed(Store.CONTAINER, data)) {
            Endpoint healthy = bed.sink().endpoint("healthy");
            Endpoint broken = bed.sink().endpoint("broken");
            bed.gateway().api().subscribeAll(List.of(healthy, broken));
            assertDelivered(bed, broken, "before");
            bed.inDatabase(database -> {
                corruption.accept(database.getCollection("subscriptions"));
                return true;
            });
            Endpoint later = bed.sink().endpoint("later");
            for (String moment : List.of("with the row", "after a restart")) {
                assertDelivered(bed, healthy, moment);
                assertUnusable(bed.gateway().api(), "web-hooks", "broken", moment);
                restart(bed);
            }
            bed.gateway().api().subscribe(later);
            assertDelivered(bed, later, "to a subscription that was made beside the row");
        }
    }

    private static void restart(TestBed bed) throws Exception {
        bed.gateway().kill();
        bed.gateway().start();
    }

    private static void assertDelivered(TestBed bed, Endpoint endpoint, String moment) {
        Load load = Load.run(Kind.CREATED, 50, Duration.ofSeconds(2), bed.gateway());
        assertThat(load.others()).as("answers other than 200, %s", moment).isEmpty();
        Collection<String> missing = new Audit(endpoint, load.events()).awaitArrival(Duration.ofSeconds(20));
        Form.say(
                "unreadable row, %s: %d of %d missing at %s",
                moment, missing.size(), load.events().size(), endpoint.name());
        assertThat(missing)
                .as("events missing at %s, %s", endpoint.name(), moment)
                .isEmpty();
    }

    private static void assertUnusable(GatewayApi api, String resource, String unusable, String moment) {
        Map<String, String> statuses = new HashMap<>();
        JsonNode answer = api.get(CONFIGURATION + resource);
        for (JsonNode row : answer.isArray() ? answer : answer.path("result")) {
            statuses.put(row.path("id").asText(), row.path("status").asText());
        }
        assertThat(statuses).as("status of each of %s, %s", resource, moment).containsEntry(unusable, "unusable");
        assertThat(new HashSet<>(statuses.values()))
                .as("others are usable: %s", statuses)
                .hasSizeGreaterThan(1);
    }

    /** Changes one member as a version of the gateway that is unknown here would have written it. */
    private static boolean change(MongoCollection<Document> rows, String id, String member, Object value) {
        Document before = Objects.requireNonNull(rows.find(eq("_id", id)).first());
        assertThat(before).as("a row of %s", rows.getNamespace()).containsKey(member);
        rows.updateOne(
                eq("_id", id),
                combine(
                        set(member, value),
                        set("modifiedAt", new Date()),
                        set("revision", before.getLong("revision") + 1)));
        return true;
    }
}
