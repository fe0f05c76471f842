package dev.tributary.api.source;

import dev.tributary.api.contract.Caller;
import dev.tributary.api.contract.ListRequest;
import dev.tributary.problem.ProblemException;
import dev.tributary.source.drift.DriftFinding;
import dev.tributary.source.drift.DriftStore;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Events and fields that a source never sent before, and fields that it no longer sends. */
@RestController
@RequestMapping("/api/v1/drift")
class DriftController {

    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private final DriftStore drift;

    DriftController(DriftStore drift) {
        this.drift = drift;
    }

    @GetMapping
    Map<String, Object> list(HttpServletRequest request, JwtAuthenticationToken token) {
        Caller caller = Caller.of(token);
        var list = new ListRequest(request, caller, Set.of("sourceId", "day"));
        return list.page(
                drift.find(
                        caller.tenant(), list.filter("sourceId"), day(list.filter("day")), list.after(), list.limit()),
                DriftController::shown);
    }

    private static @Nullable LocalDate day(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            if (DAY.matcher(text).matches()) {
                return LocalDate.parse(text);
            }
        } catch (DateTimeException e) {
            // answered below, as for what is written otherwise
        }
        throw ProblemException.invalid("day", "must be a day such as 2026-03-02");
    }

    private static Map<String, Object> shown(DriftFinding finding) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", finding.id());
        shown.put("sourceId", finding.sourceId());
        shown.put("provider", finding.provider());
        shown.put("day", finding.day().toString());
        shown.put("change", finding.change().wireName());
        shown.put("event", finding.event());
        shown.put("path", finding.path());
        shown.put("kind", finding.kind());
        shown.put("calls", finding.calls());
        shown.put("firstSeen", finding.firstSeen().toString());
        shown.put("lastSeen", finding.lastSeen().toString());
        shown.values().removeIf(Objects::isNull);
        return shown;
    }
}
