package dev.tributary.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Receives the gateway's deliveries and verifies each with the library of the signature's own standard. The very
 * first is answered 503, to see it come again.
 */
final class Subscriber {

    /**
     * One event as it arrived.
     *
     * @param verified whether the standard's own library found the signature right
     * @param unfetched how many of the listed resources are not fetched
     * @param ofRefresh whether the gateway tells what a refresh changed; no call of a provider asks for it
     */
    record Delivery(
            String webhookId,
            String type,
            String subject,
            String time,
            String sourceId,
            boolean verified,
            int unfetched,
            boolean ofRefresh) {}

    private final String id;
    private final Webhook webhook;
    private final Console console;
    private final Tally tally;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Integer> attempts = new ConcurrentHashMap<>();
    private final AtomicBoolean firstArrived = new AtomicBoolean();

    /**
     * @param id of the subscription; a delivery for another, which an earlier run left behind, is told that it is gone
     * @param signingSecret with its prefix {@code whsec_}
     */
    Subscriber(String id, String signingSecret, Console console, Tally tally) {
        this.id = id;
        this.webhook = new Webhook(signingSecret);
        this.console = console;
        this.tally = tally;
    }

    String id() {
        return id;
    }

    String path() {
        return "/" + id;
    }

    void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        if (!exchange.getRequestURI().getPath().equals(path())) {
            answer(exchange, 410);
            return;
        }
        if (exchange.getRequestMethod().equals("OPTIONS")) {
            exchange.getResponseHeaders()
                    .set("WebHook-Allowed-Origin", exchange.getRequestHeaders().getFirst("WebHook-Request-Origin"));
            answer(exchange, 200);
            return;
        }
        Delivery delivery = read(exchange, body);
        int attempt = attempts.merge(delivery.webhookId(), 1, Integer::sum);
        boolean refuse = delivery.verified() && firstArrived.compareAndSet(false, true);
        console.delivered(delivery, attempt, refuse);
        tally.delivered(delivery, refuse);
        answer(exchange, !delivery.verified() ? 401 : refuse ? 503 : 200);
    }

    private Delivery read(HttpExchange exchange, String body) throws IOException {
        JsonNode event = json.readTree(body);
        String source = event.path("source").asText();
        int unfetched = 0;
        for (JsonNode resource : event.path("data").path("resources")) {
            unfetched += resource.path("state").asText("fetched").equals("fetched") ? 0 : 1;
        }
        String webhookId = exchange.getRequestHeaders().getFirst("webhook-id");
        return new Delivery(
                webhookId == null ? "without webhook-id" : webhookId,
                event.path("type").asText(),
                event.path("subject").asText(),
                event.path("time").asText(),
                source.substring(source.lastIndexOf('/') + 1),
                verifies(exchange, body),
                unfetched,
                event.at("/data/refresh/id").isTextual());
    }

    private boolean verifies(HttpExchange exchange, String body) {
        try {
            webhook.verify(body, exchange.getRequestHeaders());
            return true;
        } catch (WebhookVerificationException e) {
            return false;
        }
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
    }
}
