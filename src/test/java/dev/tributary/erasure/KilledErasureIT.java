package dev.tributary.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.faultrun.Form;
import dev.tributary.faultrun.GatewayProcess;
import dev.tributary.faultrun.Load;
import dev.tributary.faultrun.Store;
import dev.tributary.faultrun.TestBed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A gateway is killed when it has answered an erasure, and again while it removes: the erasure ends all the same. */
class KilledErasureIT {

    private static final int CALLS = 400;
    private static final String ERASED = "5e751d54d0510472295413aa";
    private static final String OTHER = "5e751d54d0510472295413bb";
    private static final String STATE = "/api/v1/users/paybook/" + ERASED + "/erasure";

    @TempDir
    Path data;

    /** The short form kills once, on one store, and ends the lease of the killed gateway; the long one waits for it. */
    static List<Store> stores() {
        return Form.choose(List.of(Store.CONTAINER), List.of(Store.values()));
    }

    @ParameterizedTest
    @MethodSource("stores")
    void endsAnErasureThatWasInterruptedTwice(Store store) throws Exception {
        try (var bed = new TestBed(store, data)) {
            for (int number = 0; number < CALLS; number++) {
                assertThat(call(bed.gateway(), number)).isEqualTo(200);
            }
            bed.gateway().api().erase(ERASED);
            bed.gateway().kill();
            if (Form.choose(true, false)) {
                bed.endLeases();
            }
            bed.gateway().start();
            assertThat(events(bed, ERASED).toString())
                    .doesNotContain("tax-" + ERASED)
                    .contains("***");
            if (Form.choose(false, true)) {
                await().pollInterval(Duration.ofMillis(5))
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> state(bed).at("/removed/receipts").asInt() > 0);
                bed.gateway().kill();
                bed.gateway().start();
            }
            await().atMost(Duration.ofSeconds(150))
                    .until(() -> state(bed).path("state").asText().equals("done"));

            assertThat(state(bed).at("/removed/events").asInt()).isEqualTo(CALLS / 2);
            assertThat(events(bed, ERASED)).isEmpty();
            assertThat(events(bed, OTHER)).isNotEmpty().allSatisfy(event -> assertThat(
                            event.at("/data/user/externalId").asText())
                    .isEqualTo("tax-" + OTHER));
            if (store == Store.CONTAINER) {
                List<String> places =
                        bed.inDatabase(database -> new RawSearch(database).find(List.of(ERASED, "tax-" + ERASED)));
                assertThat(places).isEmpty();
            }
        }
    }

    private static JsonNode state(TestBed bed) {
        return bed.gateway().api().get(STATE);
    }

    private static JsonNode events(TestBed bed, String user) {
        return bed.gateway()
                .api()
                .get("/api/v1/events?limit=200&subject=connections/c-" + user)
                .path("result");
    }

    private static int call(GatewayProcess gateway, int number) {
        String user = number % 2 == 0 ? ERASED : OTHER;
        String body = """
                {"event": "credential_update", "id_credential": "c-%s", "id_user": "%1$s", "id_external": "tax-%1$s",
                 "id_job_uuid": "uuid-%d", "is_executing": 1}""".formatted(user, number);
        return gateway.post("/hooks/paybook/" + Load.SOURCE, body, Load.SECRET_HEADER, Load.SECRET);
    }
}
