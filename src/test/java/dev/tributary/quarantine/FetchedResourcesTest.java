package dev.tributary.quarantine;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.source.Source;
import dev.tributary.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A refresh whose follow-ups have ended is mapped again. */
class FetchedResourcesTest {

    private static final String REFRESH = "- { when: { equals: refresh }, type: bank.connection.refreshed.v1 }";
    private static final String RESOURCES = "resources: { concat: [ { each: \"$.urls[*]\","
            + " value: { kind: { const: account }, href: { item: true, as: relative_path } } } ] }";
    private static final String SITE = "connection.institution.siteId: { path: \"$.site\", optional: true }";

    @Test
    void whatFollowUpsHaveAddedIsKeptAndNothingIsFetchedAgain() throws Exception {
        Instant from = Instant.now().minusSeconds(1);
        try (var delta = new DeltaGateway(TestDatabase.embeddedUri(), REFRESH, RESOURCES)) {
            var api = new Source.Api("http://127.0.0.1:1", "key", 100);
            delta.gateway().source("s1", "delta", "delta-secret", Map.of(), "right", api);
            String call = "{\"event\":\"refresh\",\"account\":\"c1\",\"urls\":[\"/v1/accounts\"],\"site\":\"s9\"}";
            assertThat(delta.call("s1", call, "Delta-Secret", "right")).isEqualTo(200);
            await().atMost(Duration.ofSeconds(20)).until(() -> !delta.list("/api/v1/events")
                    .at("/0/data/resources/0/state")
                    .asText()
                    .matches("|pending"));
            JsonNode fetched = delta.list("/api/v1/events").at("/0/data/resources");
            assertThat(counts(delta, from)).isEqualTo("{\"same\":1}");

            mark(delta, delta.list("/api/v1/events").at("/0/id").asText(), "proof", "confirmed");
            delta.restart("1.1.0", REFRESH, RESOURCES, SITE);
            JsonNode counted = delta.post(200, "/api/v1/remaps", range(from, true));
            assertThat(counted.at("/changes/0/changes").toString())
                    .isEqualTo("[{\"path\":\"/data/connection/institution\",\"after\":{\"siteId\":\"s9\"}}]");
            delta.post(202, "/api/v1/remaps", range(from, false));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> delta.list("/api/v1/events").size() == 2);

            JsonNode fresh = delta.list("/api/v1/events").get(1);
            assertThat(fresh.at("/data/resources")).isEqualTo(fetched);
            assertThat(fresh.at("/data/connection/institution/siteId").asText()).isEqualTo("s9");
            assertThat(fresh.path("proof").asText()).isEqualTo("confirmed");
            assertThat(delta.list("/api/v1/follow-ups")).isEmpty();

            mark(delta, fresh.path("id").asText(), "pending", "unconfirmed");
            delta.restart("1.2.0", REFRESH, RESOURCES);
            assertThat(counts(delta, from))
                    .as("what was not confirmed is not sent by another way")
                    .isEqualTo("{\"pending\":1}");
        }
    }

    private static void mark(DeltaGateway delta, String id, String member, String value) {
        var events = delta.database().getCollection("events");
        assertThat(events.updateOne(eq("_id", id), set(member, value)).getModifiedCount())
                .isEqualTo(1);
    }

    private static String counts(DeltaGateway delta, Instant from) {
        return delta.post(200, "/api/v1/remaps", range(from, true))
                .path("counts")
                .toString();
    }

    private static String range(Instant from, boolean dryRun) {
        return "{\"from\":\"%s\",\"before\":\"%s\",\"dryRun\":%s}".formatted(from, Instant.now(), dryRun);
    }
}
