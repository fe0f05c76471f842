package dev.tributary.console.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.console.statistics.Outgoing.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutgoingTest {

    private static final TimeSlots SLOTS =
            TimeSlots.until(Instant.parse("2026-03-02T09:20:00Z"), Duration.ofMinutes(15), 12);

    @Test
    void namesAnEndpointThatFailsBehindManyThatOnlyWait() {
        List<Map<String, Object>> oldest = IntStream.range(0, 100)
                .mapToObj(number -> delivery("unchecked", number, List.of()))
                .toList();
        Map<String, Object> retried = delivery("fails", 100, List.of(Map.of("outcome", "address_refused")));
        List<Map<String, Object>> webHooks =
                List.of(Map.of("id", "unchecked", "status", "unverified"), Map.of("id", "fails", "status", "active"));

        Outgoing outgoing =
                Outgoing.of(SLOTS, List.of(), List.of(), oldest, List.of(oldest.get(99), retried), webHooks);

        assertThat(outgoing.backlog()).isEqualTo("100 or more");
        assertThat(outgoing.endpoints())
                .containsExactly(
                        new Endpoint("fails", 0, 1, "address_refused"), new Endpoint("unchecked", 0, 0, "unverified"));
    }

    @Test
    void countsADeliveryOnceThatIsAmongTheOldestAndTheNewest() {
        List<Map<String, Object>> one = List.of(delivery("fails", 1, List.of(Map.of("outcome", "timeout"))));
        assertThat(Outgoing.of(SLOTS, List.of(), List.of(), one, one, List.of()).endpoints())
                .containsExactly(new Endpoint("fails", 0, 1, "timeout"));
    }

    private static Map<String, Object> delivery(String webHook, int number, List<Map<String, Object>> attempts) {
        String event = "019cadd4-71f3-7d7e-9f3a-%012d".formatted(number);
        return Map.of("id", event + ':' + webHook, "webHookId", webHook, "eventId", event, "attempts", attempts);
    }
}
