package dev.tributary.mapping.expression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of an event's data, nested as their dotted targets say, in the order in which they first appear. */
public final class Fields {

    private record Field(String name, Value value) {}

    private record Group(String name, Fields fields) {}

    /** Each a {@link Field} or a {@link Group}. */
    private final List<Record> members = new ArrayList<>();

    private Fields() {}

    /** @param targets values by their dotted targets */
    public static Fields of(Map<String, Value> targets) {
        var fields = new Fields();
        Map<String, Map<String, Value>> groups = new LinkedHashMap<>();
        targets.forEach((target, value) -> {
            int dot = target.indexOf('.');
            String name = dot < 0 ? target : target.substring(0, dot);
            if (dot < 0) {
                fields.members.add(new Field(name, value));
            } else {
                if (!groups.containsKey(name)) {
                    fields.members.add(new Group(name, new Fields()));
                }
                groups.computeIfAbsent(name, first -> new LinkedHashMap<>()).put(target.substring(dot + 1), value);
            }
        });
        fields.members.replaceAll(
                member -> member instanceof Group group ? new Group(group.name(), of(inner(groups, group))) : member);
        return fields;
    }

    private static Map<String, Value> inner(Map<String, Map<String, Value>> groups, Group group) {
        return groups.getOrDefault(group.name(), Map.of());
    }

    /** The data of one payload; objects without members are left out. */
    public Map<String, Object> read(Reading reading) {
        Map<String, Object> data = new LinkedHashMap<>();
        for (Record member : members) {
            if (member instanceof Field field) {
                put(data, field.name(), field.value().read(reading));
            } else if (member instanceof Group group) {
                Map<String, Object> inner = group.fields().read(reading);
                put(data, group.name(), inner.isEmpty() ? null : inner);
            }
        }
        return data;
    }

    private static void put(Map<String, Object> data, String name, @Nullable Object value) {
        if (value != null) {
            data.put(name, value);
        }
    }
}
