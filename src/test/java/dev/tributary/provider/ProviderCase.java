package dev.tributary.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tributary.source.Source;
import dev.tributary.source.SourceSecret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A recorded call of {@code src/test/resources/providers/<provider>/<case>/}: {@code headers} and {@code body} as they
 * were sent, {@code case.yaml} with the source it was sent to and the moment, {@code expected.json} with the answer and
 * the events. {@code earlier.*} is a call that went ahead of it.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ProviderCase(
        String provider,
        String name,
        String kind,
        JsonNode setting,
        List<String> headers,
        byte[] body,
        @Nullable ProviderCase earlier,
        JsonNode expected) {

    private static final Path ROOT = Path.of("src/test/resources/providers");
    private static final ObjectMapper YAML = new YAMLMapper();
    private static final ObjectMapper JSON = new JsonMapper();

    public static List<ProviderCase> all() {
        return children(ROOT).stream()
                .flatMap(provider -> children(provider).stream())
                .map(ProviderCase::read)
                .toList();
    }

    public String scheme() {
        return setting.required("scheme").textValue();
    }

    public Instant now() {
        return Instant.parse(setting.required("now").textValue());
    }

    /** The source that the call was sent to. */
    public Source source(String id) {
        List<SourceSecret> secrets = new ArrayList<>();
        for (JsonNode secret : setting.required("secrets")) {
            String limit = secret.path("applies_to").textValue();
            secrets.add(new SourceSecret(
                    "k" + secrets.size(), secret.required("value").textValue(), limit, now()));
        }
        Map<String, String> options = new LinkedHashMap<>();
        setting.path("options")
                .properties()
                .forEach(
                        option -> options.put(option.getKey(), option.getValue().textValue()));
        return new Source(id, "default", provider, scheme(), null, true, secrets, options, null, now(), now(), 1);
    }

    public int status() {
        return expected.required("status").intValue();
    }

    /** The events that the call, or the one ahead of it, became. */
    public List<JsonNode> events() {
        return List.copyOf(expected.path("events").valueStream().toList());
    }

    @Override
    public String toString() {
        return provider + "/" + name;
    }

    private static ProviderCase read(Path folder) {
        try {
            JsonNode setting = YAML.readTree(folder.resolve("case.yaml").toFile());
            JsonNode expected = JSON.readTree(folder.resolve("expected.json").toFile());
            ProviderCase earlier = Files.exists(folder.resolve("earlier.body"))
                    ? call(folder, "earlier.", setting, expected, null)
                    : null;
            return call(folder, "", setting, expected, earlier);
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    private static ProviderCase call(
            Path folder, String prefix, JsonNode setting, JsonNode expected, @Nullable ProviderCase earlier)
            throws IOException {
        String name = folder.getFileName().toString();
        return new ProviderCase(
                ROOT.relativize(folder).getName(0).toString(),
                name,
                setting.path("kind").asText(name),
                setting,
                Files.readAllLines(folder.resolve(prefix + "headers")),
                Files.readAllBytes(folder.resolve(prefix + "body")),
                earlier,
                expected);
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
