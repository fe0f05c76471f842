package dev.tributary.console.people;

import dev.tributary.console.call.Api;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one end user, newest first: records by their id of the user, events that name the user, and events of the
 * user's connections and accounts.
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
    /** So many connections and accounts are searched for events. */
    private static final int MAX_SUBJECTS = 40;

    /** An id of a provider is unique within its source only. */
    private record Subject(String subject, String sourceId) {}

    static Timeline of(String user, String masked, Api api) {
        var reader = new Reader(user, masked, api);
        List<Map<String, Object>> connections = reader.records("connections");
        List<Map<String, Object>> accounts = reader.records("accounts");
        var entries = new ArrayList<Entry>();
        connections.forEach(row -> entries.add(connection(row)));
        accounts.forEach(row -> entries.add(account(row)));
        reader.records("transactions").forEach(row -> entries.add(transaction(row)));
        var subjects = new LinkedHashSet<Subject>();
        connections.forEach(row -> subjects.add(subject("connections/", row)));
        accounts.forEach(row -> subjects.add(subject("accounts/", row)));
        var events = new LinkedHashSet<>(reader.events(Map.of("userId", user)));
        subjects.stream()
                .limit(MAX_SUBJECTS)
                .forEach(one ->
                        events.addAll(reader.events(Map.of("subject", one.subject(), "sourceId", one.sourceId()))));
        events.forEach(row -> entries.add(event(row)));
        entries.sort(Comparator.comparing(Entry::at).reversed());
        List<Map<String, Object>> documents = reader.records("documents");
        return new Timeline(user, entries, documents, reader.isComplete && subjects.size() <= MAX_SUBJECTS);
    }

    private static Subject subject(String kind, Map<String, Object> row) {
        return new Subject(kind + text(row.get("providerId")), text(row.get("sourceId")));
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

        private List<Map<String, Object>> events(Map<String, String> which) {
            var query = new HashMap<>(which);
            query.putAll(Map.of("order", "desc", "masked", masked, "limit", PAGE));
            return read("events", query);
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
