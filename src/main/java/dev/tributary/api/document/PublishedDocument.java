package dev.tributary.api.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Base64;
import org.apache.commons.codec.digest.DigestUtils;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** A document as it is sent, with the tag of its bytes. */
record PublishedDocument(String tag, String json) {

    private static final JsonMapper JSON = new JsonMapper();

    static PublishedDocument of(JsonNode content) {
        try {
            byte[] bytes = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content);
            byte[] digest = DigestUtils.sha256(bytes);
            return new PublishedDocument(
                    '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + '"',
                    new String(bytes, UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    ResponseEntity<byte[]> answer(MediaType type, CacheControl kept) {
        return ResponseEntity.ok()
                .contentType(type)
                .cacheControl(kept)
                .eTag(tag)
                .body(json.getBytes(UTF_8));
    }
}
