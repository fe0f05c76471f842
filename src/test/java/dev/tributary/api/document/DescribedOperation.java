package dev.tributary.api.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** One method of one path in an OpenAPI document. */
record DescribedOperation(String method, String path, JsonNode json) {

    static List<DescribedOperation> of(JsonNode document) {
        List<DescribedOperation> all = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(member -> {
                    if (member.getValue().has("responses")) {
                        all.add(new DescribedOperation(
                                member.getKey().toUpperCase(Locale.ROOT), path.getKey(), member.getValue()));
                    }
                }));
        return all;
    }

    boolean isOfTheApi() {
        return path.startsWith("/api/");
    }

    /** Those that a token needs. */
    Set<String> scopes() {
        Set<String> scopes = new TreeSet<>();
        json.at("/security/0/token").forEach(scope -> scopes.add(scope.textValue()));
        return scopes;
    }

    /** The names of those in the query. */
    Set<String> parameters(JsonNode document) {
        Set<String> names = new TreeSet<>();
        for (JsonNode parameter : json.path("parameters")) {
            JsonNode resolved = parameter.has("$ref")
                    ? document.at(parameter.path("$ref").textValue().substring(1))
                    : parameter;
            if (resolved.path("in").asText().equals("query")) {
                names.add(resolved.path("name").textValue());
            }
        }
        return names;
    }

    /** What its body may be. */
    JsonNode body() {
        return json.at("/requestBody/content/application~1json");
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
