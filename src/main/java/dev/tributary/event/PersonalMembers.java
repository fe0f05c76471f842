package dev.tributary.event;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Which members of the data of events are personal, by the mapping files that the events come from. */
public final class PersonalMembers {

    /** No member of any event is. */
    public static final PersonalMembers NONE = new PersonalMembers(Map.of());

    /** What a reader sees who may not see a personal member. */
    public static final String MASK = "***";

    /**
     * A member of the data.
     *
     * @param personal whether all of it is
     * @param inside members of it that are personal, or that hold some
     */
    public record Member(boolean personal, Map<String, Member> inside) {

        /** A copy of an object, with each personal member replaced. */
        public Map<String, Object> replaced(Map<?, ?> object, UnaryOperator<Object> replacement) {
            Map<String, Object> copy = new LinkedHashMap<>();
            object.forEach((name, value) -> copy.put(String.valueOf(name), value));
            inside.forEach((name, member) -> {
                Object value = copy.get(name);
                if (value != null && member.personal()) {
                    copy.put(name, replacement.apply(value));
                } else if (value instanceof Map<?, ?> inner) {
                    copy.put(name, member.replaced(inner, replacement));
                }
            });
            return copy;
        }
    }

    private final Map<String, Member> roots = new HashMap<>();

    /** @param targets dotted, by {@code <provider>/<profile>} */
    public PersonalMembers(Map<String, Set<String>> targets) {
        targets.forEach((profile, personal) -> {
            if (!personal.isEmpty()) {
                var root = new Member(false, new HashMap<>());
                personal.forEach(target -> add(root, target));
                roots.put(profile, root);
            }
        });
    }

    /** The data of an event, where members of it can be personal; null where none can. The version of its mapping does not count. */
    public @Nullable Member of(Event event) {
        if (roots.isEmpty()) {
            return null;
        }
        String mapping = event.mappingVersion();
        int version = mapping.indexOf('@');
        return roots.get(event.provider() + '/' + (version < 0 ? mapping : mapping.substring(0, version)));
    }

    private static void add(Member at, String target) {
        int dot = target.indexOf('.');
        String name = dot < 0 ? target : target.substring(0, dot);
        Member known = at.inside().get(name);
        boolean personal = dot < 0 || (known != null && known.personal());
        var member = new Member(personal, known == null ? new HashMap<>() : known.inside());
        at.inside().put(name, member);
        if (dot >= 0) {
            add(member, target.substring(dot + 1));
        }
    }
}
