package dev.tributary.source.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URLEncoder;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One request to a provider's API.
 *
 * @param path as {@link ApiAddress} reads it, with the query
 * @param contentType of the body; null without a body
 */
@SuppressWarnings("ArrayRecordComponent") // one holder, never compared
public record ApiRequest(
        String method, String path, @Nullable String contentType, byte[] body) {

    private static final JsonMapper JSON = new JsonMapper();

    /** A request without a body. */
    public static ApiRequest of(String method, String path) {
        return new ApiRequest(method, path, null, new byte[0]);
    }

    /** @param tree maps, lists, strings, numbers and booleans */
    public static ApiRequest json(String method, String path, Map<String, ?> tree) {
        try {
            return new ApiRequest(method, path, "application/json", JSON.writeValueAsBytes(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of strings and numbers can always be written", e);
        }
    }

    public static ApiRequest form(String path, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + '=' + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return new ApiRequest("POST", path, "application/x-www-form-urlencoded", body.getBytes(UTF_8));
    }

    /** An id that a provider gave, as one segment of a path. */
    public static String segment(String id) {
        String encoded = encoded(id).replace("+", "%20");
        return encoded.replace(".", "").isEmpty() ? encoded.replace(".", "%2E") : encoded;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    /** Never the body: it may hold a secret. */
    @Override
    public String toString() {
        return method + ' ' + path;
    }
}
