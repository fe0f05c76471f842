package dev.tributary.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * A refusal as the client reads it. It tells what the client can act on and nothing about the gateway's inside.
 *
 * @param code a word for programs: {@code invalid_request}, {@code not_found}, ...
 * @param errors what is wrong with which part of the request; empty where no single part is to blame
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457, problem details</a>
 */
public record Problem(HttpStatus status, String code, String detail, List<Fault> errors) {

    public static final String CONTENT_TYPE = "application/problem+json";

    private static final JsonMapper JSON = new JsonMapper();
    /** Its contract wants the same again under its own names. */
    private static final String CONFIGURATION = "/api/v1/configuration";

    /**
     * One wrong part of a request.
     *
     * @param parameter its name; members of objects behind a dot, as in {@code api.base_uri}
     * @param pointer the JSON Pointer of the same, in which a dot of a name is not a step: {@code /headers/X.Team}
     */
    public record Fault(String parameter, String pointer, String detail) {

        /** Of a part whose name, or the names of whose members, have no dots. */
        public Fault(String parameter, String detail) {
            this(parameter, '/' + escaped(parameter).replace('.', '/'), detail);
        }

        /** Of the part at a JSON Pointer. */
        public static Fault at(String pointer, String detail) {
            String parameter =
                    pointer.substring(1).replace('/', '.').replace("~1", "/").replace("~0", "~");
            return new Fault(parameter, pointer, detail);
        }

        /** A name as a step of a JSON Pointer. */
        public static String escaped(String name) {
            return name.replace("~", "~0").replace("/", "~1");
        }
    }

    /** The problem that a bare status stands for. */
    public static Problem of(HttpStatus status) {
        return new Problem(status, codeOf(status), detailOf(status), List.of());
    }

    /** The problem of a status, in more words. */
    public static Problem of(HttpStatus status, String detail) {
        return new Problem(status, codeOf(status), detail, List.of());
    }

    /** A 406 or 415 that names the content types that would do. */
    static Problem ofTypes(HttpStatus status, List<MediaType> types) {
        String would = status == HttpStatus.NOT_ACCEPTABLE ? " It has: " : " It takes: ";
        return of(status, detailOf(status) + would + names(types) + '.');
    }

    static String names(List<MediaType> types) {
        return types.stream()
                .map(type -> type.getType() + '/' + type.getSubtype())
                .collect(Collectors.joining(", "));
    }

    /** A 400 that names every wrong parameter. */
    public static Problem invalid(List<Fault> errors) {
        List<String> names = errors.stream().map(Fault::parameter).distinct().toList();
        String detail = "Wrong or missing: " + String.join(", ", names) + ".";
        return new Problem(HttpStatus.BAD_REQUEST, codeOf(HttpStatus.BAD_REQUEST), detail, List.copyOf(errors));
    }

    /** @param instance the path of the refused request */
    public byte[] json(String instance) {
        var json = new LinkedHashMap<String, Object>();
        json.put("type", "about:blank");
        json.put("title", status.getReasonPhrase());
        json.put("status", status.value());
        json.put("detail", detail);
        json.put("instance", instance);
        json.put("code", code);
        if (!errors.isEmpty()) {
            var listed = new ArrayList<Map<String, String>>();
            errors.forEach(fault -> listed.add(Map.of("pointer", '#' + fault.pointer(), "detail", fault.detail())));
            json.put("errors", listed);
        }
        if (instance.startsWith(CONFIGURATION)) {
            json.put("message", detail);
            json.put("details", errors.stream().map(Fault::parameter).distinct().toList());
        }
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings and numbers can always be written", e);
        }
    }

    /** Answers with this problem, unless an answer has already begun. */
    public void write(String instance, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        byte[] body = json(instance);
        response.resetBuffer();
        response.setStatus(status.value());
        response.setHeader("Cache-Control", "no-store");
        response.setCharacterEncoding(null); // of an answer that had been prepared; JSON has one encoding
        response.setContentType(CONTENT_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static String codeOf(HttpStatus status) {
        return switch (status) {
            case BAD_REQUEST -> "invalid_request";
            case INTERNAL_SERVER_ERROR -> "internal_error";
            case SERVICE_UNAVAILABLE -> "unavailable";
            default -> status.name().toLowerCase(Locale.ROOT);
        };
    }

    private static String detailOf(HttpStatus status) {
        return switch (status) {
            case BAD_REQUEST -> "The request is malformed.";
            case UNAUTHORIZED -> "A valid bearer token is needed.";
            case FORBIDDEN -> "The token does not allow this.";
            case NOT_FOUND -> "There is no such resource.";
            case METHOD_NOT_ALLOWED -> "The resource does not support this method.";
            case UNSUPPORTED_MEDIA_TYPE -> "The resource does not accept this content type.";
            case NOT_ACCEPTABLE -> "The resource has none of the content types in the Accept header.";
            case SERVICE_UNAVAILABLE -> "This cannot be answered at the moment; try again later.";
            case INTERNAL_SERVER_ERROR -> "The gateway failed; its log has the cause.";
            default -> status.getReasonPhrase() + ".";
        };
    }
}
