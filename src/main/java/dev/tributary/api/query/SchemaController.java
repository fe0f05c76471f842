package dev.tributary.api.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.event.GatewayUri;
import dev.tributary.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
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
    private static final Duration KEPT = Duration.ofDays(1);

    private record Schema(String tag, String json) {}

    /** By family and file: {@code payment/1.0.json}. */
    private final Map<String, Schema> schemas = new TreeMap<>();

    SchemaController(GatewayUri gateway) throws IOException {
        var json = new JsonMapper();
        for (Resource file : new PathMatchingResourcePatternResolver().getResources("classpath:schemas/*/*.json")) {
            String url = file.getURL().toString();
            String name = url.substring(url.lastIndexOf(FOLDER) + FOLDER.length());
            try (InputStream in = file.getInputStream()) {
                var schema = (ObjectNode) json.readTree(in);
                schema.put("$id", gateway.base() + FOLDER + name);
                byte[] bytes = json.writerWithDefaultPrettyPrinter().writeValueAsBytes(schema);
                schemas.put(name, new Schema(tag(bytes), new String(bytes, UTF_8)));
            }
        }
    }

    @GetMapping(FOLDER + "{family}/{file}")
    ResponseEntity<byte[]> read(@PathVariable("family") String family, @PathVariable("file") String file) {
        Schema schema = schemas.get(family + '/' + file);
        if (schema == null) {
            throw ProblemException.notFound();
        }
        return ResponseEntity.ok()
                .contentType(JSON_SCHEMA)
                .cacheControl(CacheControl.maxAge(KEPT).cachePublic())
                .eTag(schema.tag())
                .body(schema.json().getBytes(UTF_8));
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
