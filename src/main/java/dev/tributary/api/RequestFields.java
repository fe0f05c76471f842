package dev.tributary.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.problem.Problem;
import dev.tributary.problem.Problem.Fault;
import dev.tributary.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * The members of the JSON object that a client sent. What is wrong is gathered while they are read and told in one
 * answer by {@link #finish}; members that nobody asked for are wrong as well. JSON null is taken for absent, but for
 * {@link #sent}.
 */
final class RequestFields {

    private static final int LARGEST = 1 << 20;
    private static final int LONGEST_TEXT = 8192;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(64).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final ObjectNode members;
    private final String path;
    private final List<Fault> faults;
    private final Set<String> asked = new HashSet<>();
    private final List<RequestFields> inner = new ArrayList<>();

    private RequestFields(ObjectNode members, String path, List<Fault> faults) {
        this.members = members;
        this.path = path;
        this.faults = faults;
    }

    /** @throws ProblemException 400 if the body is no JSON object, 413 if it is too large */
    static RequestFields read(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(LARGEST + 1);
        if (body.length > LARGEST) {
            throw new ProblemException(Problem.of(HttpStatus.PAYLOAD_TOO_LARGE));
        }
        try {
            if (JSON.readTree(body) instanceof ObjectNode object) {
                return new RequestFields(object, "", new ArrayList<>());
            }
        } catch (IOException e) {
            // answered below, without the parser's words: they repeat the body, and so a secret
        }
        throw new ProblemException(Problem.of(HttpStatus.BAD_REQUEST, "The body must be one JSON object."));
    }

    /** Whether the member is there, be it null. */
    boolean sent(String name) {
        asked.add(name);
        return members.has(name);
    }

    @Nullable
    String text(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()
                || value.textValue().isBlank()
                || value.textValue().length() > LONGEST_TEXT) {
            fault(name, "must be a string that is not empty");
            return null;
        }
        return value.textValue();
    }

    /** Empty, and a fault, where the member is missing. */
    String requiredText(String name) {
        String text = text(name);
        if (text == null && value(name) == null) {
            fault(name, "is required");
        }
        return text == null ? "" : text;
    }

    boolean flag(String name, boolean absent) {
        JsonNode value = value(name);
        if (value != null && !value.isBoolean()) {
            fault(name, "must be true or false");
        }
        return value == null ? absent : value.booleanValue();
    }

    double positive(String name, double absent) {
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

    @Nullable
    RequestFields object(String name) {
        JsonNode value = value(name);
        if (value instanceof ObjectNode object) {
            return nested(object, name);
        }
        if (value != null) {
            fault(name, "must be an object");
        }
        return null;
    }

    List<RequestFields> objects(String name) {
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

    List<String> texts(String name) {
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

    Map<String, String> textsByName(String name) {
        var texts = new LinkedHashMap<String, String>();
        RequestFields object = object(name);
        if (object != null) {
            for (Map.Entry<String, JsonNode> member : object.members.properties()) {
                String text = object.text(member.getKey());
                if (text != null) {
                    texts.put(member.getKey(), text);
                }
            }
        }
        return texts;
    }

    /** An object that the caller checks itself. */
    @Nullable
    Map<String, Object> tree(String name) {
        JsonNode value = value(name);
        if (value != null && !value.isObject()) {
            fault(name, "must be an object");
        }
        return value == null || !value.isObject() ? null : JSON.convertValue(value, new TypeReference<>() {});
    }

    /** Members that only the gateway sets. */
    void readOnly(String... names) {
        for (String name : names) {
            if (sent(name)) {
                fault(name, "is read-only");
            }
        }
    }

    void fault(String name, String detail) {
        faults.add(new Fault(path + name, detail));
    }

    /** @throws ProblemException 400 that names everything wrong, if anything is */
    void finish() {
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
