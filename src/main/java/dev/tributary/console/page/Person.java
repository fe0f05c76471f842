package dev.tributary.console.page;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The person who is signed in, as the templates ask for it.
 *
 * @param scopes what the person may do
 */
public record Person(String name, String tenant, Set<String> scopes) {

    static Person of(Map<String, Object> me) {
        var scopes = new TreeSet<String>();
        if (me.get("scopes") instanceof List<?> listed) {
            listed.forEach(scope -> scopes.add(String.valueOf(scope)));
        }
        return new Person(String.valueOf(me.get("name")), String.valueOf(me.get("tenant")), scopes);
    }

    public boolean may(String scope) {
        return scopes.contains(scope);
    }
}
