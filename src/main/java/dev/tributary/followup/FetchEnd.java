package dev.tributary.followup;

import dev.tributary.answer.Envelope;
import dev.tributary.answer.ReadRows.Skipped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** How a fetch ended, as it stands in the event. */
final class FetchEnd {

    /** Skipped rows that one event names; the event stays small, and the kept answers show them all. */
    private static final int MAX_NAMED = 10;

    private static final String SKIPPED_ROWS = "skippedRows";
    /** Tells whether a page brought new rows; goes when the follow-ups of the event have ended. */
    private static final String PAGE = "page";

    private FetchEnd() {}

    /** The members of a resource that was fetched; of an answer without any readable row, of one that failed. */
    static Map<String, Object> of(AnswerLedger.Kept kept) {
        Map<String, Object> end = new LinkedHashMap<>();
        if (kept.count() == 0 && !kept.skipped().isEmpty()) {
            end.put("state", PendingEvents.FAILED);
            end.put("reason", Envelope.MALFORMED);
        } else {
            end.put("state", PendingEvents.FETCHED);
        }
        end.put("count", kept.count());
        if (kept.answer() != null) {
            end.put("skipped", kept.skipped().size());
            end.put(
                    SKIPPED_ROWS,
                    kept.skipped().stream().limit(MAX_NAMED).map(FetchEnd::row).toList());
            end.put("answer", kept.answer());
        }
        if (kept.rows() > 0) {
            end.put(PAGE, String.valueOf(kept.page()));
        }
        return end;
    }

    /**
     * The resources of an event after a fetch has ended, and with the next page where there may be one: an API that ignores where
     * a page begins sends the rows of an earlier one again.
     *
     * @param rows how many the answer had
     */
    static List<Map<String, Object>> in(
            List<Map<String, Object>> resources, FollowUp followUp, Map<String, Object> end, int rows) {
        List<String> listed = resources.stream()
                .filter(resource -> followUp.kind().equals(resource.get("kind")))
                .map(resource -> String.valueOf(resource.get("href")))
                .toList();
        boolean isNew = end.containsKey(PAGE)
                && resources.stream()
                        .noneMatch(resource -> followUp.kind().equals(resource.get("kind"))
                                && Objects.equals(resource.get(PAGE), end.get(PAGE)));
        boolean first = false;
        for (Map<String, Object> resource : resources) {
            boolean same = followUp.kind().equals(resource.get("kind"))
                    && followUp.href().equals(resource.get("href"));
            if (same && PendingEvents.isPending(resource)) {
                resource.putAll(end);
                first = true;
            }
        }
        limitNamed(resources);
        Optional<String> next = first && isNew ? NextPage.after(followUp.href(), rows, listed) : Optional.empty();
        next.ifPresent(href -> {
            Map<String, Object> further = new LinkedHashMap<>();
            further.put("kind", followUp.kind());
            further.put("href", href);
            further.put("state", PendingEvents.PENDING);
            resources.add(further);
        });
        return resources;
    }

    /** Nothing is left to be fetched: what only the follow-ups need goes. */
    static void strip(List<Map<String, Object>> resources) {
        resources.forEach(resource -> resource.remove(PAGE));
    }

    private static Map<String, Object> row(Skipped skipped) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("position", skipped.position());
        if (skipped.id() != null) {
            row.put("id", skipped.id());
        }
        row.put("reason", skipped.reason());
        return row;
    }

    private static void limitNamed(List<Map<String, Object>> resources) {
        int left = MAX_NAMED;
        for (Map<String, Object> resource : resources) {
            if (resource.get(SKIPPED_ROWS) instanceof List<?> named) {
                List<?> kept = List.copyOf(named.subList(0, Math.min(left, named.size())));
                left -= kept.size();
                if (kept.isEmpty()) {
                    resource.remove(SKIPPED_ROWS);
                } else {
                    resource.put(SKIPPED_ROWS, kept);
                }
            }
        }
    }
}
