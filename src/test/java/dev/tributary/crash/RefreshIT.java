package dev.tributary.crash;

import static dev.tributary.crash.RefreshPages.PAGE;
import static dev.tributary.crash.RefreshPages.QUERY;
import static dev.tributary.crash.RefreshPages.ROWS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.faultrun.Form;
import dev.tributary.faultrun.GatewayApi;
import dev.tributary.faultrun.Load;
import dev.tributary.faultrun.Store;
import dev.tributary.faultrun.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A large refresh from a provider on a bad day, with the gateway killed in the middle: the final set is the provider's. */
class RefreshIT {

    private static final String REFRESH = """
            {"event":"refresh","id_credential":"c1","id_user":"u1","id_job_uuid":"j1","endpoints":{
             "accounts":["/v1/accounts%1$s0"],
             "transactions":["/v1/transactions%1$s0","/v1/transactions%1$s%2$d","/v1/transactions%1$s%3$d"]}}""".formatted(QUERY, PAGE, 2 * PAGE);

    @TempDir
    Path data;

    static Stream<Store> stores() {
        return Form.stores();
    }

    @ParameterizedTest(name = "{displayName} {0}")
    @MethodSource("stores")
    void theFinalSetIsTheProvidersAlthoughTheGatewayIsKilledInTheMiddle(Store store) throws Exception {
        try (var pages = new RefreshPages();
                var bed = new TestBed(store, data)) {
            GatewayApi api = bed.gateway().api();
            api.subscribe(bed.sink().endpoint("sink"), "bank.transactions.updated.v1");
            api.createSource("refreshed", pages.uri());
            assertThat(bed.gateway().post("/hooks/paybook/refreshed", REFRESH, Load.SECRET_HEADER, Load.SECRET))
                    .isEqualTo(200);

            assertThat(pages.inTheMiddle.await(60, TimeUnit.SECONDS))
                    .as("the second page was begun once more")
                    .isTrue();
            long before = bed.gateway().peakMemory();
            bed.gateway().kill();
            pages.goOn();
            bed.endLeases();
            bed.gateway().start();
            JsonNode refresh = awaitEnd(api);

            Form.say(
                    "refresh, %s: %d rows, peak memory %.0f MB before the kill and %.0f MB after it, requests %s",
                    store, ROWS, before / 1e6, bed.gateway().peakMemory() / 1e6, pages.asked());
            assertThat(transactions(api)).isEqualTo(RefreshPages.expected());
            assertThat(api.getAll("/api/v1/accounts?connectionId=c1")).hasSize(2);
            assertEnds(refresh);
            assertTold(api);
        }
    }

    private static JsonNode awaitEnd(GatewayApi api) {
        await("all follow-ups have ended").atMost(Duration.ofMinutes(3)).untilAsserted(() -> {
            JsonNode event = refresh(api);
            assertThat(event.at("/data/resources").findValuesAsText("state"))
                    .as(event.at("/data/resources").toString())
                    .doesNotContain("pending");
            assertThat(event.at("/data/refresh/cases").isArray()).isTrue();
        });
        return refresh(api);
    }

    private static JsonNode refresh(GatewayApi api) {
        return api.get("/api/v1/events?type=bank.connection.refreshed.v1").at("/result/0");
    }

    private static Map<String, String> transactions(GatewayApi api) {
        Map<String, String> found = new TreeMap<>();
        for (JsonNode row : api.getAll("/api/v1/transactions?connectionId=c1")) {
            found.put(
                    row.path("providerId").asText(),
                    row.path("providerAccountId").asText() + " "
                            + row.at("/amount/amount").asText() + " "
                            + row.path("bookedDate").asText());
        }
        return found;
    }

    /** All pages, the broken row by its position, and the page behind the last full one. */
    private static void assertEnds(JsonNode refresh) {
        JsonNode resources = refresh.at("/data/resources");
        assertThat(resources.findValuesAsText("state")).hasSize(5).containsOnly("fetched");
        assertThat(resources.at("/3/skippedRows/0/id").asText()).isEqualTo("t" + RefreshPages.BROKEN);
        assertThat(resources.at("/3/skippedRows/0/position").asInt()).isEqualTo(RefreshPages.BROKEN - 2 * PAGE);
        assertThat(resources.at("/4/count").asInt()).isZero();
        assertThat(refresh.at("/data/refresh/cases").toString())
                .isEqualTo("[\"accounts_added\",\"transactions_added\"]");
    }

    /** One event for each account, with each row counted once. */
    private static void assertTold(GatewayApi api) {
        List<JsonNode> told = api.getAll("/api/v1/events?type=bank.transactions.updated.v1");
        Map<String, Integer> inserted = new TreeMap<>();
        told.forEach(event -> inserted.merge(
                event.at("/data/account/id").asText(),
                event.at("/data/transactions/inserted").asInt(),
                Integer::sum));
        assertThat(told).hasSize(2).allSatisfy(event -> {
            assertThat(event.at("/data/transactions/updated").asInt()).isZero();
            assertThat(event.at("/data/transactions/deleted").asInt()).isZero();
        });
        int ofFirst = (int) RefreshPages.expected().values().stream()
                .filter(row -> row.startsWith("a1 "))
                .count();
        assertThat(inserted).isEqualTo(Map.of("a1", ofFirst, "a2", ROWS - 1 - ofFirst));
        told.forEach(event -> await("each of them is delivered once")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(api.listedStates(event.path("id").asText())).containsExactly("delivered")));
    }
}
