package dev.tributary.console.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.console.session.AccessTokens;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * Sends requests to the API in this process, through the security chain and the controllers, as they would come over the
 * network. So scopes, tenants, limits, masking and the audit are the API's own.
 */
@Component
class ApiCalls {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final ObjectProvider<Filter> security;
    private final ObjectProvider<DispatcherServlet> controllers;
    private final AccessTokens tokens;

    /** Both are looked up with the first call: they are made after the pages. */
    ApiCalls(
            @Qualifier("springSecurityFilterChain") ObjectProvider<Filter> security,
            ObjectProvider<DispatcherServlet> controllers,
            AccessTokens tokens) {
        this.security = security;
        this.controllers = controllers;
        this.tokens = tokens;
    }

    /** @param headers of the request: names and values in turn */
    ApiAnswer call(
            PageExchange page, HttpMethod method, String path, String query, @Nullable Object body, String... headers) {
        try {
            var request = new ApiRequest(page.request(), method, path, query, body == null ? null : bytes(body));
            for (int i = 0; i < headers.length; i += 2) {
                request.header(headers[i], headers[i + 1]);
            }
            var response = new BufferedResponse(page.response());
            send(page, request, response);
            return new ApiAnswer(
                    response.getStatus(),
                    json(response),
                    isJson(response) ? "" : new String(response.body(), UTF_8),
                    header(response, HttpHeaders.LOCATION),
                    header(response, HttpHeaders.ETAG),
                    header(response, HttpHeaders.RETRY_AFTER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws ApiRefusedException if the API does not answer 200 */
    void download(PageExchange page, String path, String query, String accept, String file) throws IOException {
        var request = new ApiRequest(page.request(), HttpMethod.GET, path, query, null);
        request.header(HttpHeaders.ACCEPT, accept);
        var response = new ForwardedResponse(page.response(), file);
        send(page, request, response);
        if (response.getStatus() != 200) {
            throw new ApiRefusedException(new ApiAnswer(
                    response.getStatus(), json(response), "", "", "", header(response, HttpHeaders.RETRY_AFTER)));
        }
    }

    private void send(PageExchange page, ApiRequest request, ServletResponse response) throws IOException {
        String token = tokens.of(page.request(), page.response());
        if (token != null) {
            request.header(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        }
        SecurityContext person = SecurityContextHolder.getContext();
        try {
            security.getObject().doFilter(request, response, this::dispatch);
        } catch (ServletException e) {
            throw new IOException(e);
        } finally {
            SecurityContextHolder.setContext(person); // the chain ends with an empty one
        }
    }

    private void dispatch(ServletRequest request, ServletResponse response) throws IOException, ServletException {
        controllers.getObject().service(request, response);
    }

    private static String header(BufferedResponse response, String name) {
        return Objects.requireNonNullElse(response.getHeader(name), "");
    }

    private static byte[] bytes(Object body) throws JsonProcessingException {
        return JSON.writeValueAsBytes(body);
    }

    private static Map<String, Object> json(BufferedResponse response) throws IOException {
        byte[] body = response.body();
        return body.length > 0 && isJson(response)
                ? JSON.readValue(body, new TypeReference<Map<String, Object>>() {})
                : Map.of();
    }

    private static boolean isJson(BufferedResponse response) {
        String type = response.getContentType();
        String subtype = type == null ? "" : MediaType.parseMediaType(type).getSubtype();
        return subtype.equals("json") || subtype.endsWith("+json");
    }
}
