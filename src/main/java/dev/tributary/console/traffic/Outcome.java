package dev.tributary.console.traffic;

import dev.tributary.console.page.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a release would give for one event.
 *
 * @param word of the API: new, changed, same, ...
 * @param receipt of the call that gives it; null where nothing is stored and nothing would be
 * @param event id of the event that is stored; null where there is none
 * @param changes what would differ from it; from nothing where there is none
 */
record Outcome(
        String word, @Nullable String receipt, @Nullable String event, List<Change> changes) {

    /** One value; a side is empty where the event has no such value. */
    record Change(String path, String before, String after) {}

    /** One for each event that a member of a dry run's answer lists. */
    static List<Outcome> of(Map<String, Object> preview, String member) {
        return objects(preview, member).stream()
                .map(event -> new Outcome(
                        String.valueOf(event.get("outcome")),
                        Objects.toString(event.get("receiptId"), null),
                        Objects.toString(event.get("eventId"), null),
                        objects(event, "changes").stream().map(Outcome::change).toList()))
                .toList();
    }

    private static Change change(Map<?, ?> change) {
        return new Change(String.valueOf(change.get("path")), text(change, "before"), text(change, "after"));
    }

    private static String text(Map<?, ?> change, String side) {
        if (!change.containsKey(side)) {
            return "";
        }
        return change.get(side) instanceof String text ? text : JsonText.of(change.get(side));
    }

    private static List<Map<?, ?>> objects(Map<?, ?> parent, String member) {
        List<Map<?, ?>> objects = new ArrayList<>();
        if (parent.get(member) instanceof List<?> list) {
            list.forEach(element -> {
                if (element instanceof Map<?, ?> object) {
                    objects.add(object);
                }
            });
        }
        return objects;
    }
}
