package dev.tributary.api.delivery;

import dev.tributary.api.contract.ListRequest;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.delivery.store.DeliveryQuery;
import dev.tributary.problem.Problem;
import dev.tributary.problem.Problem.Fault;
import dev.tributary.problem.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The filters of the list of deliveries. An index carries some of them; the others are compared with each delivery that
 * those leave, at most about 10,000 for a page, and are refused without one: a search would compare the whole history.
 */
final class DeliverySearch {

    static final Set<String> FILTERS = Set.of(
            "eventId",
            "webHookId",
            "state",
            "eventType",
            "time[gte]",
            "time[lt]",
            "outcome",
            "status",
            ListRequest.ORDER);

    private static final List<String> NOT_CARRIED = List.of("eventType", "outcome", "status");

    private DeliverySearch() {}

    /** @throws ProblemException 400 for a filter that cannot be understood, or that no other filter carries */
    static DeliveryQuery query(ListRequest list, String tenant) {
        State state = list.filter("state") == null ? null : state("state", list.filter("state"));
        List<Fault> faults = NOT_CARRIED.stream()
                .filter(name -> list.filter(name) != null && !isCarried(list, state))
                .map(name -> new Fault(
                        name,
                        "must be sent with eventId, webHookId, time[gte], or a state of pending, failed or cancelled"))
                .toList();
        if (!faults.isEmpty()) {
            throw new ProblemException(Problem.invalid(faults));
        }
        return new DeliveryQuery(
                tenant,
                list.filter("eventId"),
                list.filter("webHookId"),
                list.filter("eventType"),
                state,
                list.moment("time[gte]"),
                list.moment("time[lt]"),
                list.filter("outcome"),
                status(list.filter("status")),
                list.order(),
                list.after(),
                list.limit());
    }

    private static boolean isCarried(ListRequest list, @Nullable State state) {
        return Stream.of("eventId", "webHookId", "time[gte]").anyMatch(name -> list.filter(name) != null)
                || (state != null && state != State.DELIVERED);
    }

    private static @Nullable Integer status(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (!text.matches("[1-5]\\d\\d")) {
            throw ProblemException.invalid("status", "must be an HTTP status such as 503");
        }
        return Integer.valueOf(text);
    }

    /** @throws ProblemException 400 if there is no such state */
    static State state(String parameter, @Nullable String name) {
        return find(name)
                .orElseThrow(() -> ProblemException.invalid(
                        parameter,
                        "must be one of "
                                + Arrays.stream(State.values())
                                        .map(State::wireName)
                                        .toList()));
    }

    static Optional<State> find(@Nullable String name) {
        return Arrays.stream(State.values())
                .filter(state -> state.wireName().equals(name))
                .findFirst();
    }
}
