package dev.tributary.api.contract;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.problem.Problem;
import dev.tributary.problem.Problem.Fault;
import dev.tributary.problem.ProblemException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The members of the JSON object that a client sent. Faults are gathered while members are read, and {@link #finish}
 * answers all of them at once; a member that was never read is unknown, and a fault as well. JSON null is taken for
 * absent, but for {@link #sent}.
 */
public final class RequestFields {

    /** What is wrong with a credential that is not sent, and is stored for another host. */
    public static final String SENT_AGAIN = "must be sent again, because base_uri has another scheme, host or port";

    private static final int MAX_TEXT = 8192;

    private final ObjectNode members;
    private final String path;
    private final List<Fault> faults;
    private final Set<String> asked = new HashSet<>();
    private final List<RequestFields> inner = new ArrayList<>();

    RequestFields(ObjectNode members) {
        this(members, "", new ArrayList<>());
    }

    private RequestFields(ObjectNode members, String path, List<Fault> faults) {
        this.members = members;
        this.path = path;
        this.faults = faults;
    }

    /** Whether the member was sent, null included. */
    public boolean sent(String name) {
        asked.add(name);
        return members.has(name);
    }

    public @Nullable String text(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()
                || value.textValue().isBlank()
                || value.textValue().length() > MAX_TEXT) {
            fault(name, "must be a string of 1 to " + MAX_TEXT + " characters that is not blank");
            return null;
        }
        return value.textValue();
    }

    /** Empty, and a fault, where the member is missing. */
    public String requiredText(String name) {
        String text = text(name);
        if (text == null && value(name) == null) {
            fault(name, "is required");
        }
        return text == null ? "" : text;
    }

    /** As {@link #requiredText}, of what {@link #comparedText} would take. */
    public String requiredSecret(String name) {
        return comparable(name, requiredText(name));
    }

    /** A text that is compared as it stands; see {@link ComparedText}. */
    public @Nullable String comparedText(String name) {
        String text = text(name);
        return text == null ? null : comparable(name, text);
    }

    private String comparable(String name, String text) {
        String fault = ComparedText.fault(text);
        if (fault != null) {
            fault(name, fault);
        }
        return text;
    }

    public boolean flag(String name, boolean absent) {
        JsonNode value = value(name);
        if (value != null && !value.isBoolean()) {
            fault(name, "must be true or false");
        }
        return value == null ? absent : value.booleanValue();
    }

    public double positive(String name, double absent) {
        JsonNode value = value(name);
        if (value == null) {
            return absent;
        }
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!(number > 0 && number <= 1_000_000)) {
            fault(name, "must be a number above 0");
        }
        return number;
    }

    public @Nullable RequestFields object(String name) {
        JsonNode value = value(name);
        if (value instanceof ObjectNode object) {
            return nested(object, name);
        }
        if (value != null) {
            fault(name, "must be an object");
        }
        return null;
    }

    public List<RequestFields> objects(String name) {
        List<RequestFields> objects = new ArrayList<>();
        for (JsonNode element : array(name)) {
            if (element instanceof ObjectNode object) {
                objects.add(nested(object, name + "." + objects.size()));
            } else {
                fault(name, "must be an array of objects");
            }
        }
        return objects;
    }

    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : array(name)) {
            if (element.isTextual()) {
                texts.add(element.textValue());
            } else {
                fault(name, "must be an array of strings");
            }
        }
        return texts;
    }

    /** Strings by the names of their members; true and false are read as strings. */
    public Map<String, String> textsByName(String name) {
        var texts = new LinkedHashMap<String, String>();
        RequestFields object = object(name);
        if (object != null) {
            for (Map.Entry<String, JsonNode> member : object.members.properties()) {
                boolean isFlag = member.getValue().isBoolean();
                String text =
                        isFlag ? String.valueOf(object.flag(member.getKey(), false)) : object.text(member.getKey());
                if (text != null) {
                    texts.put(member.getKey(), text);
                }
            }
        }
        return texts;
    }

    /** An object that the caller checks itself; its members may be null. */
    public @Nullable Map<String, Object> tree(String name) {
        JsonNode value = value(name);
        if (value != null && !value.isObject()) {
            fault(name, "must be an object");
        }
        return value == null || !value.isObject()
                ? null
                : RequestBody.JSON.convertValue(value, new TypeReference<>() {});
    }

    /** Members that only the gateway sets: a fault unless they equal those of the stored resource as it is shown. */
    public void readOnly(Map<String, ?> stored, String... names) {
        for (String name : names) {
            JsonNode value = value(name);
            if (sent(name) && !RequestBody.JSON.valueToTree(stored.get(name)).equals(members.get(name))) {
                fault(name, value == null ? "is read-only and cannot be removed" : "is read-only");
            }
        }
    }

    /** Members that resources of a type do not have. */
    public void refused(String type, String... names) {
        for (String name : names) {
            if (value(name) != null) {
                fault(name, "has no meaning for the type " + type);
            }
        }
    }

    public void fault(String name, String detail) {
        faults.add(new Fault(path + name, detail));
    }

    /** @throws ProblemException 400 that names every wrong member, if any is */
    public void finish() {
        gatherUnknown();
        if (!faults.isEmpty()) {
            throw new ProblemException(Problem.invalid(faults));
        }
    }

    private void gatherUnknown() {
        members.fieldNames().forEachRemaining(name -> {
            if (!asked.contains(name)) {
                fault(name, "is unknown");
            }
        });
        inner.forEach(RequestFields::gatherUnknown);
    }

    private RequestFields nested(ObjectNode object, String name) {
        var fields = new RequestFields(object, path + name + ".", faults);
        inner.add(fields);
        return fields;
    }

    private Iterable<JsonNode> array(String name) {
        JsonNode value = value(name);
        if (value == null || value.isArray()) {
            return value == null ? List.of() : value;
        }
        fault(name, "must be an array");
        return List.of();
    }

    private @Nullable JsonNode value(String name) {
        asked.add(name);
        JsonNode value = members.get(name);
        return value == null || value.isNull() ? null : value;
    }
}
