package dev.tributary.followup.paybook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.followup.api.UnfetchableException;
import java.util.Base64;
import java.util.Optional;

/**
 * A file that a row holds in base64, or else the row itself, which describes a file.
 *
 * @param name as the provider calls it
 */
@SuppressWarnings("ArrayRecordComponent") // one holder, never compared
record FileRow(String name, String contentType, byte[] content) {

    /** @throws UnfetchableException if the row names no file, or its content is not base64 */
    static FileRow read(JsonNode row) {
        String name = first(row, "file", "name", "id_attachment", "id_document");
        Optional<byte[]> content = decoded(row.path("content").asText(""));
        if (content.isEmpty()) {
            return new FileRow(
                    name + ".metadata.json", "application/json", row.toString().getBytes(UTF_8));
        }
        String mime = row.path("mime").asText("");
        boolean isPlain = mime.matches("[a-z0-9.+-]+/[a-z0-9.+-]+");
        return new FileRow(name, isPlain ? mime : Archive.contentType(name), content.get());
    }

    private static String first(JsonNode row, String... members) {
        for (String member : members) {
            if (row.path(member).isTextual() && !row.path(member).asText().isBlank()) {
                return row.path(member).asText();
            }
        }
        throw UnfetchableException.permanentFailure(UnfetchableException.MALFORMED, "the row names no file");
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return base64.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Base64.getMimeDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw UnfetchableException.permanentFailure(
                    UnfetchableException.MALFORMED, "the content of a file is not base64");
        }
    }
}
