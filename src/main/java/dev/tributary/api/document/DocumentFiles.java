package dev.tributary.api.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** YAML files of the class path as trees. */
public final class DocumentFiles {

    private static final YAMLMapper YAML = new YAMLMapper();

    private DocumentFiles() {}

    /** The description of the HTTP interface as it is written. */
    public static ObjectNode openApi() {
        return merged("classpath:openapi/*.yaml");
    }

    /** All files of a pattern as one tree: members of the same name are merged, and lists are put behind each other. */
    static ObjectNode merged(String pattern) {
        try {
            Resource[] files = new PathMatchingResourcePatternResolver().getResources(pattern);
            Arrays.sort(files, Comparator.comparing(file -> String.valueOf(file.getFilename())));
            ObjectNode all = YAML.createObjectNode();
            for (Resource file : files) {
                try (InputStream in = file.getInputStream()) {
                    merge(YAML.readTree(in), all);
                }
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(pattern, e);
        }
    }

    private static void merge(JsonNode from, ObjectNode to) {
        for (Map.Entry<String, JsonNode> member : from.properties()) {
            JsonNode known = to.get(member.getKey());
            if (known instanceof ObjectNode object) {
                merge(member.getValue(), object);
            } else if (known instanceof ArrayNode list) {
                member.getValue().forEach(list::add);
            } else {
                to.set(member.getKey(), member.getValue());
            }
        }
    }
}
