package dev.tributary.api.operation;

import dev.tributary.api.contract.RequestFields;
import dev.tributary.api.contract.Timestamps;
import dev.tributary.quarantine.job.Job;
import dev.tributary.quarantine.job.Job.Filter;
import dev.tributary.quarantine.job.Job.Kind;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Releases and re-maps of many calls as clients write and read them. */
@Component
final class JobForm {

    private static final Map<String, Kind> KINDS = Map.of(
            "rejected", Kind.RELEASE_REJECTED,
            "invalid", Kind.RELEASE_INVALID,
            "unmapped", Kind.RELEASE_UNMAPPED);

    private final Clock clock;

    JobForm(Clock clock) {
        this.clock = clock;
    }

    /** Which calls a release is for; a wrong value is reported together with the other faults. */
    static Kind kind(RequestFields sent) {
        return KINDS.getOrDefault(sent.text("kind", ""), Kind.RELEASE_REJECTED);
    }

    /** @throws dev.tributary.problem.ProblemException 400 that names every wrong member */
    Filter filter(String tenant, RequestFields sent) {
        String sourceId = sent.text("sourceId");
        String type = sent.text("type");
        Timestamps.Range range = Timestamps.range(sent, clock.instant());
        sent.finish();
        return new Filter(tenant, sourceId, type, range.from(), range.before());
    }

    static Map<String, Object> shown(Job job) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", job.id());
        shown.put("state", job.endedAt() == null ? "running" : "done");
        shown.put("counts", job.counts());
        KINDS.forEach((name, kind) -> {
            if (kind == job.kind()) {
                shown.put("kind", name);
            }
        });
        shown.put("sourceId", job.filter().sourceId());
        shown.put("type", job.filter().type());
        shown.put("from", job.filter().from().toString());
        shown.put("before", job.filter().before().toString());
        shown.put("createdAt", job.createdAt().toString());
        shown.put("endedAt", job.endedAt() == null ? null : job.endedAt().toString());
        shown.values().removeIf(Objects::isNull);
        return shown;
    }
}
