package dev.tributary.console.people;

import dev.tributary.console.call.Api;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one end user, newest first: records by their own id of the user, events by the subjects of these records.
 *
 * @param documents files, which have no time of their own
 * @param complete whether nothing was left out
 */
record Timeline(String user, List<Entry> entries, List<Map<String, Object>> documents, boolean complete) {

    /**
     * One thing that happened.
     *
     * @param at a timestamp, or a date; empty where the provider gave none
     * @param link page of it; empty for none
     */
    record Entry(String at, String kind, String title, String detail, String link) {}

    private static final String PAGE = "200";
    /** So many subjects are searched for events. */
    private static final int MAX_SUBJECTS = 40;

    static Timeline of(String user, String masked, Api api) {
        var reader = new Reader(user, masked, api);
        List<Map<String, Object>> connections = reader.records("connections");
        List<Map<String, Object>> accounts = reader.records("accounts");
        var entries = new ArrayList<Entry>();
        connections.forEach(row -> entries.add(connection(row)));
        accounts.forEach(row -> entries.add(account(row)));
        reader.records("transactions").forEach(row -> entries.add(transaction(row)));
        var subjects = new LinkedHashSet<>(Set.of("users/" + user));
        connections.forEach(row -> subjects.add("connections/" + row.get("providerId")));
        accounts.forEach(row -> subjects.add("accounts/" + row.get("providerId")));
        subjects.stream().limit(MAX_SUBJECTS).forEach(subject -> reader.events(subject).stream()
                .map(Timeline::event)
                .forEach(entries::add));
        entries.sort(Comparator.comparing(Entry::at).reversed());
        List<Map<String, Object>> documents = reader.records("documents");
        return new Timeline(user, entries, documents, reader.isComplete && subjects.size() <= MAX_SUBJECTS);
    }

    /** Reads pages, and remembers whether one had a next one. */
    private static final class Reader {

        private final String user;
        private final String masked;
        private final Api api;
        private boolean isComplete = true;

        private Reader(String user, String masked, Api api) {
            this.user = user;
            this.masked = masked;
            this.api = api;
        }

        private List<Map<String, Object>> records(String list) {
            String mask = list.equals("connections") ? "" : masked;
            return read(list, Map.of("userId", user, "masked", mask, "limit", PAGE));
        }

        private List<Map<String, Object>> events(String subject) {
            return read("events", Map.of("subject", subject, "order", "desc", "masked", masked, "limit", PAGE));
        }

        private List<Map<String, Object>> read(String list, Map<String, String> query) {
            var answer = api.list("/api/v1/" + list, query).orRefuse();
            isComplete &= answer.json().get("nextCursor") == null;
            return answer.result();
        }
    }

    private static Entry event(Map<String, Object> event) {
        return new Entry(
                text(event.get("recordedtime")),
                "event",
                text(event.get("type")),
                text(event.get("provider")) + ' ' + text(event.get("subject")),
                "/console/events/" + text(event.get("id")));
    }

    private static Entry connection(Map<String, Object> row) {
        return new Entry(
                text(row.get("refreshedAt")), "connection", text(row.get("providerId")), text(row.get("sourceId")), "");
    }

    private static Entry account(Map<String, Object> row) {
        return new Entry(
                text(row.get("refreshedAt")),
                "account",
                (text(row.get("name")) + ' ' + text(row.get("number"))).strip(),
                money(row.get("balance"), ""),
                "");
    }

    private static Entry transaction(Map<String, Object> row) {
        String state = Boolean.TRUE.equals(row.get("pending")) ? "pending transaction" : "transaction";
        return new Entry(
                text(row.get("bookedDate")),
                Boolean.TRUE.equals(row.get("deleted")) ? "deleted transaction" : state,
                text(row.get("description")),
                money(row.get("amount"), text(row.get("creditDebitIndicator"))),
                "");
    }

    private static String money(@Nullable Object money, String indicator) {
        return money instanceof Map<?, ?> amount
                ? (indicator + ' ' + amount.get("amount") + ' ' + amount.get("currency")).strip()
                : "";
    }

    private static String text(@Nullable Object value) {
        return Objects.toString(value, "");
    }
}
