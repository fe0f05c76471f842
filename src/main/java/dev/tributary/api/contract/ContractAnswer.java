package dev.tributary.api.contract;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/**
 * Answers in the form of the configuration contract: the same content type on each, also where the body is empty;
 * {@code Location} is a path; a list without {@code limit} is whole.
 */
public final class ContractAnswer {

    public static final String JSON = "application/json;charset=UTF-8";

    private static final int PAGE = 200;

    /** A part of a list: at most so many resources with ids after the given one, by id. */
    public interface Pages<T> {

        List<T> read(@Nullable String after, int limit);
    }

    private ContractAnswer() {}

    public static ResponseEntity<byte[]> created(String collection, String id, long revision) {
        return ResponseEntity.created(URI.create(collection + "/" + id))
                .header(HttpHeaders.CONTENT_TYPE, JSON)
                .eTag(Revision.tag(revision))
                .build();
    }

    public static ResponseEntity<byte[]> changed(long revision) {
        return ResponseEntity.noContent()
                .header(HttpHeaders.CONTENT_TYPE, JSON)
                .eTag(Revision.tag(revision))
                .build();
    }

    public static ResponseEntity<byte[]> deleted() {
        return ResponseEntity.noContent().header(HttpHeaders.CONTENT_TYPE, JSON).build();
    }

    /** Members that are null are written as null. */
    public static ResponseEntity<byte[]> found(Object shown, long revision) {
        return answer(HttpStatus.OK, shown, revision);
    }

    /** 200, or 202 where what was asked for goes on. */
    public static ResponseEntity<byte[]> checked(Object shown, boolean ended, long revision) {
        return answer(ended ? HttpStatus.OK : HttpStatus.ACCEPTED, shown, revision);
    }

    private static ResponseEntity<byte[]> answer(HttpStatus status, Object shown, long revision) {
        try {
            return ResponseEntity.status(status)
                    .header(HttpHeaders.CONTENT_TYPE, JSON)
                    .eTag(Revision.tag(revision))
                    .body(RequestReader.JSON.writeValueAsBytes(shown));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of strings and numbers can always be written", e);
        }
    }

    /** Writes the page that was asked for, or else the whole list, of which one page is in memory at a time. */
    public static <T> void list(
            HttpServletResponse response,
            ListRequest list,
            Pages<T> pages,
            Function<T, String> id,
            Function<T, ?> shown)
            throws IOException {
        int limit = list.limited() ? list.limitAndOne() : PAGE;
        List<T> found = pages.read(list.after(), limit);
        response.setContentType(JSON);
        if (list.limited()) {
            response.getOutputStream().write(RequestReader.JSON.writeValueAsBytes(list.page(found, id, shown)));
            return;
        }
        try (JsonGenerator json = RequestReader.JSON.createGenerator(response.getOutputStream())) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
            json.writeStartObject();
            json.writeArrayFieldStart("result");
            while (!found.isEmpty()) {
                for (T one : found) {
                    json.writePOJO(shown.apply(one));
                }
                String last = id.apply(found.get(found.size() - 1));
                found = found.size() < PAGE ? List.of() : pages.read(last, PAGE);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }
}
