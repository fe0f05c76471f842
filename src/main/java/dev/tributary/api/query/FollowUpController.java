package dev.tributary.api.query;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.followup.store.FollowUpStore;
import dev.tributary.mongo.page.IdRange;
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

    private static final Set<String> FILTERS =
            Set.of("eventId", "sourceId", "time[gte]", "time[lt]", ListRequest.ORDER);

    private final FollowUpStore followUps;

    FollowUpController(FollowUpStore followUps) {
        this.followUps = followUps;
    }

    @GetMapping
    Map<String, Object> list(HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, FILTERS);
        IdRange recorded = IdRange.madeBetween(list.moment("time[gte]"), list.moment("time[lt]"));
        String event = list.filter("eventId");
        IdRange ids = event == null ? recorded : recorded.within(event + ':', event + ';');
        return list.page(
                followUps.find(
                        caller.tenant(),
                        list.filter("sourceId"),
                        ids.in(list.order()).after(list.after()),
                        list.limit()),
                Function.identity());
    }
}
