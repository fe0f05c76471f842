package dev.tributary.followup;

import dev.tributary.followup.api.ReadAnswer;
import dev.tributary.followup.api.ReadRows.Skipped;
import dev.tributary.followup.api.UnfetchableException;
import dev.tributary.followup.store.FetchState;
import dev.tributary.followup.store.FollowUp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a fetch ended, as it stands in the event.
 *
 * @param members of the resource
 * @param rows how many the answer had, if there may be a next page
 * @param confirms whether it is the credential that the event names
 */
record FetchEnd(Map<String, Object> members, int rows, boolean confirms) {

    /** Skipped rows that one event names; the event stays small, and the kept answers show them all. */
    private static final int MAX_NAMED = 10;

    private static final String SKIPPED_ROWS = "skippedRows";
    /** Tells whether a page brought new rows; goes when the follow-ups of the event have ended. */
    private static final String PAGE = "page";
    /** The reason of an event whose credential is another one at the provider. */
    static final String OTHER_CREDENTIAL = "other_credential";

    /** Knows the URL behind a page; empty where none follows. */
    interface NextPages {
        Optional<String> after(FollowUp followUp, int rows, List<String> listed);
    }

    /** Of a resource that was fetched; one whose answer has no readable row has failed. */
    static FetchEnd of(FetchResults.Kept all) {
        ReadAnswer kept = all.answer();
        Map<String, Object> end = new LinkedHashMap<>();
        if (kept.count() == 0 && !kept.skipped().isEmpty()) {
            end.put("state", FetchState.FAILED);
            end.put("reason", UnfetchableException.MALFORMED);
        } else {
            end.put("state", FetchState.FETCHED);
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
        return new FetchEnd(end, kept.rows(), all.confirms());
    }

    /** @param status of the last answer; null where none came */
    static FetchEnd failed(String reason, @Nullable Integer status) {
        Map<String, Object> end = new LinkedHashMap<>();
        end.put("state", FetchState.FAILED);
        end.put("reason", reason);
        if (status != null) {
            end.put("status", status);
        }
        return new FetchEnd(end, 0, false);
    }

    /**
     * The resources of an event after a fetch has ended, and with the next page where there may be one: an API that ignores where
     * a page begins sends the rows of an earlier one again.
     */
    FetchState in(FetchState state, FollowUp followUp, NextPages pages) {
        List<Map<String, Object>> resources = state.resources();
        List<String> listed = resources.stream()
                .filter(resource -> followUp.kind().equals(resource.get("kind")))
                .map(resource -> String.valueOf(resource.get("href")))
                .toList();
        boolean isNew = members.containsKey(PAGE)
                && resources.stream()
                        .noneMatch(resource -> followUp.kind().equals(resource.get("kind"))
                                && Objects.equals(resource.get(PAGE), members.get(PAGE)));
        Object fetched = FetchState.identity(followUp.kind(), followUp.href());
        boolean first = false;
        for (Map<String, Object> resource : resources) {
            if (FetchState.isPending(resource) && FetchState.identity(resource).equals(fetched)) {
                resource.putAll(members);
                first = true;
            }
        }
        limitNamed(resources);
        Optional<String> next = first && isNew ? pages.after(followUp, rows, listed) : Optional.empty();
        next.ifPresent(href -> resources.add(further(followUp.kind(), href)));
        return first && state.isConfirmedBy(fetched) ? decided(state) : state;
    }

    private FetchState decided(FetchState state) {
        if (confirms) {
            return state.confirmed();
        }
        return state.unconfirmed(String.valueOf(members.getOrDefault("reason", OTHER_CREDENTIAL)));
    }

    private static Map<String, Object> further(String kind, String href) {
        Map<String, Object> further = new LinkedHashMap<>();
        further.put("kind", kind);
        further.put("href", href);
        further.put("state", FetchState.PENDING);
        return further;
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
