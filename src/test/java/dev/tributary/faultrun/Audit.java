package dev.tributary.faultrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.faultrun.Endpoint.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Compares what was acknowledged with what arrived at one endpoint.
 *
 * @param acknowledged events that the endpoint must get
 */
public record Audit(Endpoint endpoint, Set<String> acknowledged) {

    /** A request that was sent just before a fault may have been read after it. */
    private static final long READ_LATER = Duration.ofSeconds(1).toNanos();

    public Audit(Endpoint endpoint, Collection<String> acknowledged) {
        this(endpoint, Set.copyOf(acknowledged));
    }

    /** Acknowledged events that have not arrived. */
    public Set<String> missing() {
        var missing = new HashSet<>(acknowledged);
        missing.removeAll(endpoint.events());
        return missing;
    }

    /** The requests for each event that was sent more than once. */
    public Map<String, List<Request>> repeated() {
        var repeated = new TreeMap<>(endpoint.byEvent());
        repeated.values().removeIf(requests -> requests.size() == 1);
        return repeated;
    }

    /** Events that arrived after a moment, by {@link System#nanoTime()}, although they had arrived before, and when. */
    public Set<String> repeatedAfter(long moment) {
        return repeated().entrySet().stream()
                .filter(entry -> entry.getValue().stream().skip(1).anyMatch(request -> request.at() - moment > 0))
                .map(entry -> "%s at %s, again after %s"
                        .formatted(
                                entry.getKey(),
                                millis(entry.getValue().stream().map(Request::at)),
                                millis(Stream.of(moment))))
                .collect(Collectors.toSet());
    }

    /** Waits until nothing is missing, and says what is when the time is over. */
    public Audit awaitNothingMissing(Duration atMost) {
        awaitArrival(atMost);
        assertThat(missing())
                .as(
                        "%s: acknowledged events not delivered after %s (%d of %d acknowledged)",
                        endpoint.name(), atMost, missing().size(), acknowledged.size())
                .isEmpty();
        assertThat(endpoint.refused())
                .as("%s: requests with a wrong signature", endpoint.name())
                .isEmpty();
        return this;
    }

    /** Waits until nothing is missing or the time is over; gives what is missing then. */
    public Set<String> awaitArrival(Duration atMost) {
        if (missing().isEmpty()) {
            return Set.of();
        }
        try {
            await().atMost(atMost).pollInterval(Duration.ofMillis(100)).until(() -> missing()
                    .isEmpty());
        } catch (ConditionTimeoutException e) {
            return missing();
        }
        return Set.of();
    }

    /** No event was sent more than once. */
    public Audit assertNothingRepeated() {
        assertThat(repeated())
                .as(
                        "%s: events sent more than once (%d of %d)",
                        endpoint.name(), repeated().size(), endpoint.events().size())
                .isEmpty();
        return this;
    }

    /**
     * An event is sent again only if a gateway was killed or stopped since it was last sent, and with the same id.
     *
     * @param faults {@link System#nanoTime()} of each
     */
    public Audit assertRepeatedOnlyAfter(Collection<Long> faults) {
        List<String> wrong = new ArrayList<>();
        repeated().forEach((event, requests) -> {
            for (int i = 1; i < requests.size(); i++) {
                Request before = requests.get(i - 1);
                Request after = requests.get(i);
                if (!before.webhookId().equals(after.webhookId())) {
                    wrong.add(event + " with another webhook-id");
                } else if (faults.stream().noneMatch(at -> before.at() - at <= READ_LATER && after.at() - at >= 0)) {
                    wrong.add("%s at %s, without a fault in between (faults at %s)"
                            .formatted(event, millis(requests.stream().map(Request::at)), millis(faults.stream())));
                }
            }
        });
        assertThat(wrong).as("%s: events sent again", endpoint.name()).isEmpty();
        return this;
    }

    private String millis(Stream<Long> moments) {
        long first = endpoint.requests().get(0).at();
        return moments.map(at -> "%d ms".formatted(Duration.ofNanos(at - first).toMillis()))
                .toList()
                .toString();
    }
}
