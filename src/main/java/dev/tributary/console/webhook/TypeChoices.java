package dev.tributary.console.webhook;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The event types that a web hook can ask for, by family, with the entry that stands for all of a family. */
record TypeChoices(List<Family> families) {

    /** @param all such as {@code bank.payment.*} */
    record Family(String all, List<Type> types) {}

    /** @param title for people */
    record Type(String name, String title) {}

    /** From the document of events, which lists every type that this gateway can give. */
    static TypeChoices of(Map<String, Object> asyncApi) {
        var families = new TreeMap<String, List<Type>>();
        if (asyncApi.get("components") instanceof Map<?, ?> components
                && components.get("messages") instanceof Map<?, ?> messages) {
            messages.forEach((key, message) -> {
                String name = String.valueOf(key);
                String title = message instanceof Map<?, ?> one ? String.valueOf(one.get("title")) : name;
                families.computeIfAbsent(family(name), family -> new ArrayList<>())
                        .add(new Type(name, title));
            });
        }
        return new TypeChoices(families.entrySet().stream()
                .map(family -> new Family(family.getKey(), family.getValue()))
                .toList());
    }

    /** Of {@code bank.payment.executed.v1}: {@code bank.payment.*}. */
    private static String family(String type) {
        return type.substring(0, type.indexOf('.', type.indexOf('.') + 1) + 1) + '*';
    }

    /** Every entry that has a box of its own. */
    Set<String> entries() {
        var entries = new HashSet<String>();
        for (Family family : families) {
            entries.add(family.all());
            family.types().forEach(type -> entries.add(type.name()));
        }
        return entries;
    }
}
