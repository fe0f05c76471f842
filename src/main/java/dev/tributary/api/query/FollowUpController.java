package dev.tributary.api.query;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.followup.store.FollowUpStore;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Fetches that have not ended; how the others ended stands in their event. */
@RestController
@RequestMapping("/api/v1/follow-ups")
class FollowUpController {

    private final FollowUpStore followUps;

    FollowUpController(FollowUpStore followUps) {
        this.followUps = followUps;
    }

    @GetMapping
    Map<String, Object> list(HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, Set.of("eventId"));
        return list.page(
                followUps.find(caller.tenant(), list.filter("eventId"), list.after(), list.limit()),
                Function.identity());
    }
}
