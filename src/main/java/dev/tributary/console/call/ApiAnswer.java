package dev.tributary.console.call;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * An answer of the API.
 *
 * @param json the body as maps, lists, texts and numbers; amounts keep their decimals. Empty where the body is not a JSON object
 * @param text the body of an answer that is not JSON, such as the bytes of a call; else empty
 * @param location of what was created, empty where there is none
 * @param revision of the resource, empty where it has none
 * @param retryAfter seconds until the same may be asked again, empty where the API does not say
 */
public record ApiAnswer(
        int status, Map<String, Object> json, String text, String location, String revision, String retryAfter) {

    public boolean isOk() {
        return status >= 200 && status < 300;
    }

    /** Whether nothing was changed because the resource has another revision by now. */
    public boolean isStale() {
        return status == HttpStatus.PRECONDITION_FAILED.value();
    }

    /** This answer, if the API did what was asked. */
    public ApiAnswer orRefuse() {
        if (!isOk()) {
            throw new ApiRefusedException(this);
        }
        return this;
    }

    /** Leaves for the next page what was done, or why it was not. */
    public void tell(RedirectAttributes next, String done) {
        next.addFlashAttribute(isOk() ? "done" : "failed", isOk() ? done : detail());
    }

    /** The elements of a list; empty for any other answer. */
    @SuppressWarnings("unchecked") // lists of the API hold objects
    public List<Map<String, Object>> result() {
        return json.get("result") instanceof List<?> list ? (List<Map<String, Object>>) list : List.of();
    }

    /** Why the API refused, for a person. */
    public String detail() {
        return Objects.toString(json.get("detail"), "The gateway answered with status " + status + ".");
    }

    /** What is wrong with each field, by the name of the field; members of objects behind a dot. Empty if no field is at fault. */
    public Map<String, String> errors() {
        var errors = new LinkedHashMap<String, String>();
        if (json.get("errors") instanceof List<?> faults) {
            for (Object fault : faults) {
                if (fault instanceof Map<?, ?> one && one.get("pointer") instanceof String pointer) {
                    errors.put(field(pointer), Objects.toString(one.get("detail"), ""));
                }
            }
        }
        return errors;
    }

    private static String field(String pointer) {
        return pointer.replaceFirst("^#/", "")
                .replace('/', '.')
                .replace("~1", "/")
                .replace("~0", "~");
    }
}
