package dev.tributary.console.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URLDecoder;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.util.LinkedMultiValueMap;

/**
 * A request to the API with the connection of a page's request; its method, address, headers and body are its own.
 */
final class ApiRequest extends DetachedRequest {

    private final String method;
    private final String path;
    private final String query;
    private final byte[] body;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String[]> parameters;

    /**
     * @param path escaped
     * @param query escaped, empty for none
     * @param body JSON; null for none
     */
    ApiRequest(HttpServletRequest page, HttpMethod method, String path, String query, byte @Nullable [] body) {
        super(page);
        this.method = method.name();
        this.path = path;
        this.query = query;
        this.body = body == null ? new byte[0] : body;
        this.parameters = parameters(query);
        header(HttpHeaders.ACCEPT, MediaType.ALL_VALUE);
        if (body != null) {
            header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE);
            header(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length));
        }
    }

    void header(String name, String value) {
        headers.put(name, value);
    }

    private static Map<String, String[]> parameters(String query) {
        var values = new LinkedMultiValueMap<String, String>();
        for (String parameter : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            String[] pair = parameter.split("=", 2);
            values.add(URLDecoder.decode(pair[0], UTF_8), pair.length < 2 ? "" : URLDecoder.decode(pair[1], UTF_8));
        }
        var parameters = new HashMap<String, String[]>();
        values.forEach((name, all) -> parameters.put(name, all.toArray(String[]::new)));
        return Collections.unmodifiableMap(parameters);
    }

    @Override
    public String getMethod() {
        return method;
    }

    @Override
    public String getRequestURI() {
        return path;
    }

    @Override
    public StringBuffer getRequestURL() {
        return new StringBuffer(getScheme() + "://" + getServerName() + ':' + getServerPort() + path);
    }

    @Override
    public String getServletPath() {
        return URLDecoder.decode(path.replace("+", "%2B"), UTF_8);
    }

    @Override
    public @Nullable String getPathInfo() {
        return null;
    }

    @Override
    public @Nullable String getQueryString() {
        return query.isEmpty() ? null : query;
    }

    @Override
    public @Nullable String getParameter(String name) {
        String[] values = parameters.get(name);
        return values == null ? null : values[0];
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return parameters;
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(parameters.keySet());
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        return parameters.get(name);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return headers.get(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        String value = headers.get(name);
        return Collections.enumeration(value == null ? List.of() : List.of(value));
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(headers.keySet());
    }

    @Override
    public int getIntHeader(String name) {
        String value = headers.get(name);
        return value == null ? -1 : Integer.parseInt(value);
    }

    @Override
    public long getDateHeader(String name) {
        return -1;
    }

    @Override
    public @Nullable String getContentType() {
        return headers.get(HttpHeaders.CONTENT_TYPE);
    }

    @Override
    public String getCharacterEncoding() {
        return UTF_8.name();
    }

    @Override
    public int getContentLength() {
        return body.length;
    }

    @Override
    public long getContentLengthLong() {
        return body.length;
    }

    @Override
    public ServletInputStream getInputStream() {
        return new RequestBytes(body);
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(getInputStream(), UTF_8));
    }
}
