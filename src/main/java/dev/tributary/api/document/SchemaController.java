package dev.tributary.api.document;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.event.GatewayUri;
import dev.tributary.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * The schemas that the {@code dataschema} of events names, for everyone: they say nothing of a tenant. One that was released
 * is never edited; its {@code $id} is the {@code dataschema}, so that it changes with the gateway's public address.
 *
 * @see <a href="https://json-schema.org/draft/2020-12/json-schema-core">JSON Schema, draft 2020-12</a>
 */
@RestController
class SchemaController {

    private static final String FOLDER = "/schemas/";
    private static final MediaType JSON_SCHEMA = MediaType.parseMediaType("application/schema+json");
    private static final CacheControl KEPT =
            CacheControl.maxAge(Duration.ofDays(1)).cachePublic();

    private final GatewayUri gateway;
    /** By family and file: {@code payment/1.0.json}. */
    private final Map<String, PublishedDocument> schemas = new TreeMap<>();

    private final List<Map<String, String>> index = new ArrayList<>();

    SchemaController(GatewayUri gateway) throws IOException {
        this.gateway = gateway;
        var json = new JsonMapper();
        for (Resource file : new PathMatchingResourcePatternResolver().getResources("classpath:schemas/*/*.json")) {
            String url = file.getURL().toString();
            String name = url.substring(url.lastIndexOf(FOLDER) + FOLDER.length());
            try (InputStream in = file.getInputStream()) {
                add(name, (ObjectNode) json.readTree(in));
            }
        }
        index.sort(Comparator.comparing(entry -> entry.get("href")));
    }

    private void add(String name, ObjectNode schema) {
        String address = gateway.base() + FOLDER + name;
        schema.put("$id", address);
        schemas.put(name, PublishedDocument.of(schema));
        index.add(Map.of("href", address, "title", schema.path("title").asText()));
    }

    @GetMapping("/schemas")
    Map<String, List<Map<String, String>>> list() {
        return Map.of("result", index);
    }

    @GetMapping(FOLDER + "{family}/{file}")
    ResponseEntity<byte[]> read(@PathVariable("family") String family, @PathVariable("file") String file) {
        PublishedDocument schema = schemas.get(family + '/' + file);
        if (schema == null) {
            throw ProblemException.notFound();
        }
        return schema.answer(JSON_SCHEMA, KEPT);
    }
}
