package dev.tributary.quarantine;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tributary.event.PersonalMembers;
import dev.tributary.event.PersonalMembers.Member;
import dev.tributary.eventstore.StoredEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The differences between two events: of their data, and of the attributes that the mapping decides. */
public final class EventDiff {

    /**
     * A value that differs.
     *
     * @param path a JSON Pointer into the event
     * @param before missing where the first event has no such value
     * @param after missing where the second event has no such value
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6901">RFC 6901, JSON Pointer</a>
     */
    public record Change(String path, JsonNode before, JsonNode after) {}

    private static final Set<String> COMPARED =
            Set.of("type", "subject", "time", "timebasis", "partitionkey", "correlationid", "providertype", "data");

    /** Its numbers are compared as they are written. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private EventDiff() {}

    /** The differences, in the order of the first event; null stands for no event. */
    public static List<Change> of(@Nullable StoredEvent before, @Nullable StoredEvent after) {
        List<Change> changes = new ArrayList<>();
        add("", compared(before), compared(after), changes);
        return changes;
    }

    /** The same, with the mask in place of values that are personal. */
    public static List<Change> masked(
            @Nullable StoredEvent before, @Nullable StoredEvent after, PersonalMembers personal) {
        JsonNode maskedBefore = masked(before, personal);
        JsonNode maskedAfter = masked(after, personal);
        return of(before, after).stream()
                .map(change -> new Change(
                        change.path(),
                        masked(change.before(), maskedBefore.at(change.path())),
                        masked(change.after(), maskedAfter.at(change.path()))))
                .toList();
    }

    /** The event as JSON without the attributes that it gets only when it is stored. */
    public static JsonNode shown(StoredEvent event, @Nullable PersonalMembers masks) {
        ObjectNode shown = tree(event);
        if (masks != null) {
            mask(shown, masks.of(event.event()));
        }
        return shown.without(List.of("id", "recordedtime"));
    }

    /** Whether a member of an event is personal. */
    public static boolean hasPersonal(StoredEvent event, PersonalMembers personal) {
        return !shown(event, null).equals(shown(event, personal));
    }

    /** What stands below a masked value is masked as well. */
    private static JsonNode masked(JsonNode value, JsonNode masked) {
        return value.isMissingNode() || !masked.isMissingNode() ? masked : TextNode.valueOf(PersonalMembers.MASK);
    }

    private static JsonNode masked(@Nullable StoredEvent event, PersonalMembers personal) {
        ObjectNode compared = compared(event);
        if (event != null) {
            mask(compared, personal.of(event.event()));
        }
        return compared;
    }

    private static void mask(ObjectNode event, @Nullable Member root) {
        if (root != null && event.get("data") instanceof ObjectNode data) {
            maskMembers(data, root);
        }
    }

    private static void maskMembers(ObjectNode object, Member member) {
        member.inside().forEach((name, inner) -> {
            JsonNode value = object.get(name);
            if (value != null && inner.personal()) {
                object.put(name, PersonalMembers.MASK);
            } else if (value instanceof ObjectNode below) {
                maskMembers(below, inner);
            }
        });
    }

    private static ObjectNode compared(@Nullable StoredEvent event) {
        return event == null ? JSON.createObjectNode() : tree(event).retain(COMPARED);
    }

    private static ObjectNode tree(StoredEvent event) {
        try {
            return (ObjectNode) JSON.readTree(event.body());
        } catch (IOException e) {
            throw new UncheckedIOException("stored bytes are not an event: " + event.id(), e);
        }
    }

    private static void add(String path, JsonNode before, JsonNode after, List<Change> changes) {
        if (before.equals(after)) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            Set<String> names = new LinkedHashSet<>();
            for (JsonNode side : List.of(before, after)) {
                for (Map.Entry<String, JsonNode> member : side.properties()) {
                    names.add(member.getKey());
                }
            }
            names.forEach(name -> add(
                    path + '/' + name.replace("~", "~0").replace("/", "~1"),
                    orMissing(before.get(name)),
                    orMissing(after.get(name)),
                    changes));
        } else if (before.isArray() && after.isArray()) {
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                add(path + '/' + i, orMissing(before.get(i)), orMissing(after.get(i)), changes);
            }
        } else {
            changes.add(new Change(path, before, after));
        }
    }

    private static JsonNode orMissing(@Nullable JsonNode node) {
        return node == null ? MissingNode.getInstance() : node;
    }
}
