package dev.tributary.api;

import dev.tributary.delivery.store.DeliveryListing;
import dev.tributary.delivery.store.DeliveryListing.State;
import dev.tributary.delivery.store.DeliveryQuery;
import dev.tributary.delivery.store.DeliveryReader;
import dev.tributary.followup.FollowUp;
import dev.tributary.followup.FollowUpStore;
import dev.tributary.problem.ProblemException;
import dev.tributary.secret.SecretCipher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the gateway does for its events, and how far it is. */
@RestController
@RequestMapping("/api/v1")
class OutstandingController {

    private final FollowUpStore followUps;
    private final DeliveryReader deliveries;
    private final SecretCipher cipher;

    OutstandingController(FollowUpStore followUps, DeliveryReader deliveries, SecretCipher cipher) {
        this.followUps = followUps;
        this.deliveries = deliveries;
        this.cipher = cipher;
    }

    /** Fetches that have not ended; how the others ended stands in their event. */
    @GetMapping("/follow-ups")
    Map<String, Object> followUps(HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, cipher, Set.of("eventId"));
        List<FollowUp> found =
                followUps.find(caller.tenant(), list.filter("eventId"), list.after(), list.limitAndOne());
        return list.page(found, FollowUp::id, Function.identity());
    }

    /** Deliveries that are pending, and those that have ended. */
    @GetMapping("/deliveries")
    Map<String, Object> deliveries(HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, cipher, Set.of("eventId", "webHookId", "state"));
        List<DeliveryListing> found = deliveries.find(new DeliveryQuery(
                caller.tenant(),
                list.filter("eventId"),
                list.filter("webHookId"),
                state(list.filter("state")),
                list.after(),
                list.limitAndOne()));
        return list.page(found, DeliveryListing::id, OutstandingController::shown);
    }

    private static Map<String, Object> shown(DeliveryListing delivery) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", delivery.id());
        shown.put("eventId", delivery.eventId());
        shown.put("eventType", delivery.eventType());
        shown.put("webHookId", delivery.webHookId());
        shown.put("state", delivery.state().wireName());
        if (delivery.nextAttemptAt() != null) {
            shown.put("nextAttemptAt", delivery.nextAttemptAt());
        }
        shown.put("attempts", delivery.attempts());
        return shown;
    }

    private static @Nullable State state(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(State.values())
                .filter(state -> state.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.invalid(
                        "state",
                        "must be one of "
                                + Arrays.stream(State.values())
                                        .map(State::wireName)
                                        .toList()));
    }
}
