package dev.tributary.console.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The API as the person of one request may use it. An argument of this type of a page's method is filled in.
 *
 * <p>Paths are templates such as {@code /api/v1/events/{id}}; variables are escaped. A refusal is an answer like any other: call
 * {@link ApiAnswer#orRefuse} where the page cannot go on without it.
 */
public final class Api {

    private final ApiCalls calls;
    private final PageExchange page;

    Api(ApiCalls calls, PageExchange page) {
        this.calls = calls;
        this.page = page;
    }

    public ApiAnswer get(String path, Object... variables) {
        return calls.call(page, HttpMethod.GET, expanded(path, variables), "", null);
    }

    /** @param query parameters of the list; empty ones are left out */
    public ApiAnswer list(String path, Map<String, String> query, Object... variables) {
        return calls.call(page, HttpMethod.GET, expanded(path, variables), query(query), null);
    }

    public ApiAnswer post(String path, @Nullable Object body, Object... variables) {
        return calls.call(page, HttpMethod.POST, expanded(path, variables), "", body);
    }

    /** Says what a request would do, for the routes that count with {@code dry_run}. */
    public ApiAnswer dryRun(String path, Object body) {
        return calls.call(page, HttpMethod.POST, path, "dry_run=true", body);
    }

    /** @param key stands for one such request: sent again with it, the request is not carried out again */
    public ApiAnswer postOnce(String key, String path, @Nullable Object body, Object... variables) {
        return calls.call(page, HttpMethod.POST, expanded(path, variables), "", body, "Idempotency-Key", key);
    }

    public ApiAnswer patch(String path, Object body, Object... variables) {
        return calls.call(page, HttpMethod.PATCH, expanded(path, variables), "", body);
    }

    /** @param revision that a form has shown; 412 and no change if the resource has another one by now */
    public ApiAnswer patchIfUnchanged(String revision, String path, Object body, Object... variables) {
        return calls.call(page, HttpMethod.PATCH, expanded(path, variables), "", body, "If-Match", revision);
    }

    public ApiAnswer delete(String path, Object... variables) {
        return calls.call(page, HttpMethod.DELETE, expanded(path, variables), "", null);
    }

    /**
     * Answers the page's request with what the API gives, byte for byte, such as an export or raw bytes. A refusal is thrown.
     * The method of the page is {@code void} with {@code @ResponseBody}: there is no view.
     *
     * @param accept the media type that is asked for
     * @param file the name under which a browser keeps it
     */
    public void download(String path, Map<String, String> query, String accept, String file, Object... variables)
            throws IOException {
        calls.download(page, expanded(path, variables), query(query), accept, file);
    }

    private static String expanded(String path, Object... variables) {
        return Objects.requireNonNull(UriComponentsBuilder.fromPath(path)
                .encode()
                .buildAndExpand(variables)
                .toUri()
                .getRawPath());
    }

    private static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .filter(parameter -> !parameter.getValue().isEmpty())
                .map(parameter -> URLEncoder.encode(parameter.getKey(), UTF_8)
                        + '='
                        + URLEncoder.encode(parameter.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }
}
