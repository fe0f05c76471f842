package dev.tributary.api.contract;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.problem.Problem;
import dev.tributary.problem.Problem.Fault;
import dev.tributary.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of the JSON object that a client sent. A controller has them as an argument, compared with the schema of its
 * operation already: what the schema excludes is read as absent. {@link #finish} answers the faults of the schema and those that
 * the reader adds all at once, one for each member. JSON null counts as absent, except for {@link #sent}.
 */
public final class RequestFields {

    /** The fault of a stored credential that is not sent again for a new host. */
    public static final String SENT_AGAIN = "must be sent again, because base_uri has another scheme, host or port";

    private final ObjectNode members;
    private final String path;
    private final Map<String, String> faults;

    /** @param faults what is wrong with members already, by their JSON Pointers */
    RequestFields(ObjectNode members, Map<String, String> faults) {
        this(members, "", faults);
    }

    private RequestFields(ObjectNode members, String path, Map<String, String> faults) {
        this.members = members;
        this.path = path;
        this.faults = faults;
    }

    /** Whether the member was sent, null included. */
    public boolean sent(String name) {
        return members.has(name);
    }

    public @Nullable String text(String name) {
        JsonNode value = value(name);
        return value == null ? null : value.asText();
    }

    public String text(String name, String absent) {
        JsonNode value = value(name);
        return value == null ? absent : value.asText();
    }

    /** As {@link #text(String, String)}; where it is missing, that is a fault. */
    public String requiredText(String name) {
        if (value(name) == null) {
            fault(name, "is required");
        }
        return text(name, "");
    }

    public boolean flag(String name, boolean absent) {
        JsonNode value = value(name);
        return value == null ? absent : value.booleanValue();
    }

    public double number(String name, double absent) {
        JsonNode value = value(name);
        return value == null ? absent : value.doubleValue();
    }

    public @Nullable Instant moment(String name) {
        String text = text(name);
        return text == null ? null : Timestamps.parse(text);
    }

    public @Nullable RequestFields object(String name) {
        return value(name) instanceof ObjectNode object ? nested(object, place(name)) : null;
    }

    public List<RequestFields> objects(String name) {
        List<RequestFields> objects = new ArrayList<>();
        JsonNode array = value(name);
        for (int i = 0; array != null && i < array.size(); i++) {
            if (array.get(i) instanceof ObjectNode object) {
                objects.add(nested(object, place(name) + '/' + i));
            }
        }
        return objects;
    }

    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        JsonNode array = whole(name);
        if (array != null) {
            array.forEach(element -> texts.add(element.asText()));
        }
        return texts;
    }

    /** The members of an object that are there, true and false as strings. */
    public Map<String, String> textsByName(String name) {
        var texts = new LinkedHashMap<String, String>();
        JsonNode object = whole(name);
        if (object != null) {
            object.properties().forEach(member -> {
                if (!member.getValue().isNull()) {
                    texts.put(member.getKey(), member.getValue().asText());
                }
            });
        }
        return texts;
    }

    /** The names of the members, those that are null included. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        members.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The object as a tree of maps, lists and scalars. */
    public @Nullable Map<String, Object> tree(String name) {
        JsonNode object = whole(name);
        return object == null ? null : RequestReader.JSON.convertValue(object, new TypeReference<>() {});
    }

    /** Members that only the gateway sets: a fault unless they equal those of the stored resource as it is shown. */
    public void readOnly(Map<String, ?> stored, String... names) {
        for (String name : names) {
            if (sent(name) && !RequestReader.JSON.valueToTree(stored.get(name)).equals(members.get(name))) {
                fault(name, "is read-only");
            }
        }
    }

    /** Members that resources of a type do not have. */
    public void refused(String type, String... names) {
        for (String name : names) {
            if (value(name) != null) {
                fault(name, "must be left out for the type " + type);
            }
        }
    }

    /** Adds what is wrong with a member, unless something is known to be wrong with it. */
    public void fault(String name, String detail) {
        add(place(name), detail);
    }

    /** As {@link #fault(String, String)}, of an element of an array. */
    public void fault(String array, int element, String detail) {
        add(place(array) + '/' + element, detail);
    }

    private void add(String place, String detail) {
        if (!hasTooManyFaults()) {
            faults.putIfAbsent(place, detail);
        }
    }

    /** Whether there are as many faults as one answer may list. */
    boolean hasTooManyFaults() {
        return faults.size() >= RequestSchema.MAX_FAULTS;
    }

    /** @throws ProblemException 400 that names every wrong member, if any is */
    public void finish() {
        if (!faults.isEmpty()) {
            List<Fault> all = new ArrayList<>();
            faults.forEach((place, detail) -> all.add(Fault.at(place, detail)));
            throw new ProblemException(Problem.invalid(all));
        }
    }

    private RequestFields nested(ObjectNode object, String place) {
        return new RequestFields(object, place, faults);
    }

    private String place(String name) {
        return path + '/' + Fault.escaped(name);
    }

    private @Nullable JsonNode value(String name) {
        JsonNode value = members.get(name);
        return value == null || value.isNull() || faults.containsKey(place(name)) ? null : value;
    }

    /** A value that is read with all that is in it; absent where any of that is wrong. */
    private @Nullable JsonNode whole(String name) {
        String inside = place(name) + '/';
        return faults.keySet().stream().anyMatch(wrong -> wrong.startsWith(inside)) ? null : value(name);
    }
}
