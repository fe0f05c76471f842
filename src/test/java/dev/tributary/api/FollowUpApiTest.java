package dev.tributary.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FollowUpApiTest {

    private static final TestGateway GATEWAY = TestGateway.shared();

    /** Leased by another worker, so that this gateway does not claim them. */
    @BeforeAll
    static void fill() {
        var followUps = GATEWAY.context().getBean(MongoDatabase.class).getCollection("follow_ups");
        for (String event :
                new String[] {"01920000-0000-7000-8000-000000000001", "01920000-0000-7000-8000-000000000002"}) {
            followUps.insertOne(new Document("_id", event + ":0")
                    .append("tenant", "tenant-f")
                    .append("eventId", event)
                    .append("sourceId", "source-f")
                    .append("provider", "paybook")
                    .append("kind", "account")
                    .append("href", "/v1/accounts?id_credential=1")
                    .append("rank", 1)
                    .append("status", 503)
                    .append("reason", "unavailable")
                    .append("attempts", 1)
                    .append("nextAttemptAt", Date.from(Instant.parse("2026-03-02T09:15:07Z")))
                    .append("leaseUntil", Date.from(Instant.parse("2999-01-01T00:00:00Z"))));
        }
    }

    @Test
    void listsTheFollowUpsOfAnEvent() throws Exception {
        String token = GATEWAY.token("tenant-f", "events:read");
        assertThat(GATEWAY.getAs(token, "/api/v1/follow-ups?eventId=01920000-0000-7000-8000-000000000002")
                        .body())
                .isEqualTo(
                        "{\"result\":[{\"id\":\"01920000-0000-7000-8000-000000000002:0\",\"eventId\":\"01920000-0000-7000-8000-000000000002\",\"kind\":\"account\","
                                + "\"href\":\"/v1/accounts?id_credential=1\",\"nextAttemptAt\":\"2026-03-02T09:15:07Z\","
                                + "\"status\":503,\"reason\":\"unavailable\"}]}");
        assertThat(GATEWAY.getAs(token, "/api/v1/follow-ups").json().at("/result"))
                .hasSize(2);
        assertThat(GATEWAY.getAs(token, "/api/v1/follow-ups?limit=1").json().has("nextCursor"))
                .isTrue();
        assertThat(GATEWAY.getAs(token, "/api/v1/follow-ups?state=x").status()).isEqualTo(400);
    }

    @Test
    void listsTheDeliveriesThatHaveEnded() throws Exception {
        var attempts = GATEWAY.context().getBean(MongoDatabase.class).getCollection("attempts");
        attempts.insertOne(new Document("_id", "01920000-0000-7000-8000-000000000003:hook")
                .append("tenant", "tenant-f")
                .append("eventId", "01920000-0000-7000-8000-000000000003")
                .append("subscriptionId", "hook")
                .append("state", "failed")
                .append(
                        "tries",
                        List.of(new Document("at", Date.from(Instant.parse("2026-03-02T09:15:07Z")))
                                .append("durationMillis", 12L)
                                .append("status", 500)
                                .append("outcome", "error")
                                .append("response", "no"))));
        String token = GATEWAY.token("tenant-f", "events:read");
        String listed =
                "{\"result\":[{\"id\":\"01920000-0000-7000-8000-000000000003:hook\",\"eventId\":\"01920000-0000-7000-8000-000000000003\",\"webHookId\":\"hook\","
                        + "\"state\":\"failed\",\"attempts\":[{\"at\":\"2026-03-02T09:15:07Z\",\"durationMillis\":12,"
                        + "\"status\":500,\"outcome\":\"error\",\"response\":\"no\"}]}]}";
        for (String query :
                List.of("", "?eventId=01920000-0000-7000-8000-000000000003", "?webHookId=hook", "?state=failed")) {
            assertThat(GATEWAY.getAs(token, "/api/v1/deliveries" + query).body())
                    .isEqualTo(listed);
        }
        assertThat(GATEWAY.getAs(token, "/api/v1/deliveries?state=pending").body())
                .isEqualTo("{\"result\":[]}");
        assertThat(GATEWAY.getAs(token, "/api/v1/deliveries?state=lost").status())
                .isEqualTo(400);
        assertThat(GATEWAY.getAs(GATEWAY.token("tenant-g", "events:read"), "/api/v1/deliveries")
                        .body())
                .isEqualTo("{\"result\":[]}");
    }

    @Test
    void hidesTheFollowUpsOfOtherTenants() throws Exception {
        assertThat(GATEWAY.getAs(GATEWAY.token("tenant-g", "events:read"), "/api/v1/follow-ups")
                        .body())
                .isEqualTo("{\"result\":[]}");
    }
}
