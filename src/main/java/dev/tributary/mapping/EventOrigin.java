package dev.tributary.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.mapping.expression.Reading;
import dev.tributary.mapping.expression.Template;
import dev.tributary.mapping.expression.Value;
import dev.tributary.mapping.expression.Value.Origin;
import dev.tributary.mapping.expression.Value.Origin.By;
import dev.tributary.mapping.profile.Profile;
import dev.tributary.mapping.profile.Rule;
import dev.tributary.mapping.profile.Rule.Extension;
import dev.tributary.provider.PayloadPath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where one event of a call comes from: the rule of the mapping file, and for each field what has given it. It has paths and names,
 * and nothing that the call says.
 *
 * @param file the mapping file
 * @param version of it, as events carry it
 * @param list the list of the call whose elements are events of their own; null for one event a call
 * @param element of that list, from 0
 * @param rule its place in the file; null where no rule fits
 * @param events the provider's names of events that the rule is for
 * @param conditions further ones of the rule
 * @param fields in the order of the event
 */
public record EventOrigin(
        String file,
        String version,
        @Nullable String list,
        int element,
        @Nullable String rule,
        List<String> events,
        List<String> conditions,
        List<Field> fields) {

    /**
     * What has given a field.
     *
     * @param pointer a JSON Pointer into the event
     * @param by the wire name of a {@link By}, or {@code receipt} for a time that the call does not say
     * @param paths that it was read from, in the element where the call is split
     * @param conversion null where the text was taken as it is
     * @param template what the values of fields were put into; null for none
     * @param normalized whether what stands at the paths is written otherwise in the call, and was normalized first
     */
    public record Field(
            String pointer,
            String by,
            List<String> paths,
            @Nullable String conversion,
            @Nullable String template,
            boolean normalized) {}

    private static final String RECEIPT = "receipt";

    /** @param received the same part of the call before it was normalized */
    static EventOrigin of(Profile profile, int element, JsonNode received, JsonNode payload) {
        var reading = new Reading(payload);
        Object name = profile.discriminator().read(reading);
        Rule rule = name == null ? null : profile.rule(name.toString(), payload).orElse(null);
        var fields = new Fields(received, reading);
        if (rule != null) {
            fields.add("/type", rule.type());
            fields.add("/subject", rule.subjects(), rule);
            fields.addTime(rule.time());
            fields.add("/partitionkey", rule.partitionKeys(), rule);
            fields.add("/correlationid", rule.correlationId());
            fields.add("/providertype", profile.discriminator());
            rule.targets().forEach((target, value) -> fields.add("/data/" + target.replace('.', '/'), value));
            rule.extensions().forEach(extension -> fields.add(profile.provider(), extension));
        }
        List<String> names = profile.split();
        return new EventOrigin(
                profile.file(),
                profile.mappingVersion(),
                names == null ? null : "$." + String.join(".", names) + "[*]",
                element,
                rule == null ? null : rule.place(),
                rule == null ? List.of() : rule.events(),
                rule == null
                        ? List.of()
                        : rule.where().stream()
                                .map(condition -> condition.path() + " = " + condition.equal())
                                .toList(),
                fields.found);
    }

    /** Of one event, while they are gathered. */
    private record Fields(JsonNode received, Reading reading, List<Field> found) {

        Fields(JsonNode received, Reading reading) {
            this(received, reading, new ArrayList<>());
        }

        void add(String pointer, @Nullable Value value) {
            Origin origin = value == null ? null : value.origin(reading);
            if (origin != null) {
                add(pointer, origin.by().wireName(), origin.paths(), origin.conversion(), null);
            }
        }

        void addTime(@Nullable Value time) {
            Origin origin = time == null ? null : time.origin(reading);
            if (origin == null) {
                add("/time", RECEIPT, List.of(), null, null);
            } else {
                add("/time", time);
            }
        }

        /** The first template that can be filled, by what gives the fields that stand in it. */
        void add(String pointer, List<Template> templates, Rule rule) {
            for (Template template : templates) {
                Set<String> paths = new LinkedHashSet<>();
                boolean isFilled = true;
                for (String target : template.targets()) {
                    Value value = rule.targets().get(target);
                    Origin origin = value == null ? null : value.origin(reading);
                    isFilled &= origin != null;
                    paths.addAll(origin == null ? List.of() : origin.paths());
                }
                if (isFilled) {
                    By by = paths.isEmpty() ? By.CONSTANT : By.PATH;
                    add(pointer, by.wireName(), List.copyOf(paths), null, template.toString());
                    return;
                }
            }
        }

        void add(String provider, Extension extension) {
            JsonNode there = extension.path().read(reading.root());
            if (there != null && !there.isNull()) {
                String pointer = "/data/extensions/" + provider + (extension.spread() ? "" : "/" + extension.name());
                add(pointer, By.PATH.wireName(), List.of(extension.path().toString()), null, null);
            }
        }

        private void add(
                String pointer, String by, List<String> paths, @Nullable String conversion, @Nullable String template) {
            found.add(new Field(
                    pointer, by, paths, conversion, template, paths.stream().anyMatch(this::isNormalized)));
        }

        private boolean isNormalized(String path) {
            PayloadPath compiled = PayloadPath.of(path);
            return !Objects.equals(compiled.read(received), compiled.read(reading.root()));
        }
    }
}
