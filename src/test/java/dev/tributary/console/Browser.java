package dev.tributary.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a browser does with pages, without scripts: keeps cookies, and sends forms with their hidden token. It follows no redirect. */
public final class Browser {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final Function<String, URI> address;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    public Browser(Function<String, URI> address) {
        this.address = address;
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(resolved(path)));
    }

    /** Sends a form of a page that is loaded for it. */
    public HttpResponse<String> submit(String page, String action, Map<String, String> fields) throws Exception {
        var token = FORM_TOKEN.matcher(get(page).body());
        var all = new LinkedHashMap<>(fields);
        if (token.find()) {
            all.put("_csrf", token.group(1));
        }
        return post(action, all);
    }

    /** What a form of a page has in a field that nobody sees. */
    public String hidden(String page, String field) throws Exception {
        var value = Pattern.compile("name=\"" + field + "\" value=\"([^\"]*)\"")
                .matcher(get(page).body());
        if (!value.find()) {
            throw new AssertionError("no " + field + " in " + page);
        }
        return value.group(1).replace("&quot;", "\"");
    }

    public HttpResponse<String> post(String action, Map<String, String> fields) throws Exception {
        String form = fields.entrySet().stream()
                .map(field -> field.getKey() + '=' + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(resolved(action))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    /** A path of the gateway, or a whole address. */
    private URI resolved(String path) {
        return path.startsWith("/") ? address.apply(path) : URI.create(path);
    }

    public Map<String, String> cookies() {
        return cookies;
    }

    /** A part of a page, as a script asks for it. */
    public HttpResponse<String> part(String path, String target) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(resolved(path))
                .header("HX-Request", "true")
                .header("HX-Target", target));
    }

    /** An answer that is read while it comes. */
    HttpResponse<InputStream> open(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(resolved(path)), BodyHandlers.ofInputStream());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return send(request, BodyHandlers.ofString());
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + '=' + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        HttpResponse<T> answer = HTTP.send(request.build(), body);
        answer.headers().allValues("Set-Cookie").forEach(set -> {
            String[] cookie = set.substring(0, set.indexOf(';')).split("=", 2);
            if (set.contains("Max-Age=0")) {
                cookies.remove(cookie[0]);
            } else {
                cookies.put(cookie[0], cookie[1]);
            }
        });
        return answer;
    }
}
