package dev.tributary.sdk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A delivery as it came over the wire, and the keys to check it with. Each becomes a JSON line, the body in base64.
 *
 * @param name of the subscription that it was for
 * @param headers by name in lower case
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RecordedDelivery(
        String name, Map<String, String> headers, byte[] body, List<String> secrets, List<String> publicKeys) {

    private static final ObjectMapper JSON = new JsonMapper();

    RecordedDelivery withHeader(String header, String value) {
        Map<String, String> others = new TreeMap<>(headers);
        others.put(header, value);
        return new RecordedDelivery(name, others, body, secrets, publicKeys);
    }

    RecordedDelivery withBody(byte[] other) {
        return new RecordedDelivery(name, headers, other, secrets, publicKeys);
    }

    RecordedDelivery withSecrets(List<String> others) {
        return new RecordedDelivery(name, headers, body, others, publicKeys);
    }

    static Path write(Path file, List<RecordedDelivery> deliveries) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.write(file, deliveries.stream().map(RecordedDelivery::line).toList());
    }

    private static String line(RecordedDelivery delivery) {
        try {
            return JSON.writeValueAsString(delivery);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
