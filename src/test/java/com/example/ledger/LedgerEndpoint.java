package com.example.ledger;

import dev.tributary.event.CloudEventFormat;
import dev.tributary.ingest.webhook.WebhookHandler;
import dev.tributary.ingest.webhook.WebhookResult;
import dev.tributary.source.Source;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

public final class LedgerEndpoint {

    private final WebhookHandler handler = WebhookHandler.of(URI.create("https://ledger.example.com"));
    private final Source tink = handler.source("tink-main", "tink", "tink-dotted", "webhook_secret_123", Map.of());
    private final BiConsumer<String, byte[]> store;

    public LedgerEndpoint(BiConsumer<String, byte[]> store) {
        this.store = store;
    }

    /** The status that the provider is answered with. */
    public int receive(Map<String, List<String>> headers, byte[] body) {
        WebhookResult result = handler.handle(tink, headers, body);
        if (result instanceof WebhookResult.Ok ok) {
            ok.events().forEach(event -> store.accept(event.dedupKey(), CloudEventFormat.write(event)));
        }
        return switch (result.name()) {
            case "invalid_signature" -> 401;
            case "invalid_payload" -> 400;
            default -> 200;
        };
    }
}
