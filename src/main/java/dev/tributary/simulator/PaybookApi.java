package dev.tributary.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The part of Paybook's API that a refresh lists: credentials, accounts, transactions in pages, attachments as ZIP.
 * The first request for transactions is answered 429, as a busy server does.
 */
final class PaybookApi {

    private static final int ATTACHMENTS = 3;

    private final String apiKey;
    private final Samples samples;
    private final Console console;
    private final Tally tally;
    private final AtomicBoolean wasBusy = new AtomicBoolean();
    /** Exact decimals: the long tails of the samples' amounts have to reach the gateway. */
    private final ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    PaybookApi(String apiKey, Samples samples, Console console, Tally tally) {
        this.apiKey = apiKey;
        this.samples = samples;
        this.console = console;
        this.tally = tally;
    }

    void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        String credential = query.getOrDefault("id_credential", path.replaceFirst("/v1/credentials/", ""));
        if (!tally.knows(credential)) {
            exchange.sendResponseHeaders(404, -1);
        } else if (!authorized(exchange.getRequestHeaders().getFirst("Authorization"))) {
            refuse(exchange, 401, "Unauthorized");
        } else if (path.equals("/v1/transactions") && wasBusy.compareAndSet(false, true)) {
            exchange.getResponseHeaders().set("Retry-After", "1");
            refuse(exchange, 429, "Too Many Requests");
        } else {
            serve(exchange, path, credential, query);
        }
    }

    /** {@code api_key api_key=KEY}, alone or followed by {@code ,id_user=ID}. */
    private boolean authorized(@Nullable String authorization) {
        String expected = "api_key api_key=" + apiKey;
        return authorization != null && (authorization.equals(expected) || authorization.startsWith(expected + ","));
    }

    private void serve(HttpExchange exchange, String path, String credential, Map<String, String> query)
            throws IOException {
        int skip = Integer.parseInt(query.getOrDefault("skip", "0"));
        int limit = Integer.parseInt(query.getOrDefault("limit", "5000"));
        switch (path) {
            case "/v1/accounts" -> rows(exchange, "api-accounts", credential, skip, limit);
            case "/v1/transactions" -> rows(exchange, "api-transactions", credential, skip, limit);
            case "/v1/attachments/export" -> export(exchange, skip, limit);
            default -> rows(exchange, "api-credential", credential, skip, limit);
        }
    }

    private void rows(HttpExchange exchange, String sample, String credential, int skip, int limit) throws IOException {
        // Rows belong to one credential: their ids begin as its own does.
        Map<String, String> values = Map.of("credential", credential, "prefix", credential.substring(0, 21));
        List<String> rows = new ArrayList<>();
        for (JsonNode row : json.readTree(samples.filled(sample, values))) {
            rows.add(json.writeValueAsString(row));
        }
        List<String> page = rows.stream().skip(skip).limit(limit).toList();
        byte[] body = envelope(200, "null", "[" + String.join(",", page) + "]");
        send(exchange, 200, "application/json", body, page.size() == 1 ? "1 row" : page.size() + " rows");
    }

    private void export(HttpExchange exchange, int skip, int limit) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, UTF_8)) {
            for (int i = skip; i < Math.min(skip + limit, ATTACHMENTS); i++) {
                zip.putNextEntry(new ZipEntry("statement-" + i + ".json"));
                zip.write("{\"statement\":%d,\"currency\":\"MXN\"}".formatted(i).getBytes(UTF_8));
                zip.closeEntry();
            }
        }
        send(exchange, 200, "application/zip", bytes.toByteArray(), "ZIP");
    }

    private void refuse(HttpExchange exchange, int status, String message) throws IOException {
        byte[] body = envelope(status, "\"" + message + "\"", "null");
        send(exchange, status, "application/json", body, message);
    }

    private static byte[] envelope(int code, String message, String response) {
        return "{\"rid\":\"%s\",\"code\":%d,\"errors\":null,\"status\":%b,\"message\":%s,\"response\":%s}"
                .formatted(UUID.randomUUID(), code, code == 200, message, response)
                .getBytes(UTF_8);
    }

    private void send(HttpExchange exchange, int status, String contentType, byte[] body, String note)
            throws IOException {
        String asked = exchange.getRequestURI().toString();
        console.fetched(asked, status + " " + note);
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        tally.fetched(asked, status);
    }

    private static Map<String, String> query(@Nullable String raw) {
        return Arrays.stream((raw == null ? "" : raw).split("&"))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (first, second) -> first));
    }
}
