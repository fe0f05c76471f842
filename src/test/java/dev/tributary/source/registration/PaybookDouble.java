package dev.tributary.source.registration;

import dev.tributary.source.registration.ProviderDouble.Call;
import dev.tributary.source.registration.ProviderDouble.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Paybook's webhooks, in its envelope. */
final class PaybookDouble implements ProviderDouble.Script {

    static final String WEBHOOKS = "/v1/webhooks";

    final Map<String, Map<String, Object>> webhooks = new LinkedHashMap<>();

    /** A source whose secret stands in a custom header. */
    static void source(RegistrationBed bed) throws Exception {
        bed.source(
                bed.id,
                "paybook",
                "paybook-header",
                bed.provider.url() + "/v1",
                "\"api_key\":\"0123456789abcdef0123456789abcdef\"",
                ",\"options\":{\"header\":\"X-Paybook-Proof\"}");
    }

    /** What the provider sends in the custom header. */
    static String secret(Map<String, Object> webhook) {
        return ProviderDouble.JSON
                .valueToTree(webhook)
                .at("/headers/X-Paybook-Proof")
                .asText();
    }

    @Override
    public Reply answer(Call call) {
        if (!call.header("Authorization").equals("api_key api_key=0123456789abcdef0123456789abcdef")) {
            return envelope(401, null);
        }
        String id = call.path().replaceFirst(WEBHOOKS + "/?", "");
        return switch (call.method()) {
            case "GET" -> envelope(200, List.copyOf(webhooks.values()));
            case "POST" ->
                envelope(200, written(id.isEmpty() ? "56cf5728784806f72b8b456" + webhooks.size() : id, call));
            default -> webhooks.remove(id) == null ? envelope(404, null) : envelope(200, true);
        };
    }

    private Map<String, Object> written(String id, Call call) {
        var webhook = webhooks.computeIfAbsent(id, fresh -> new LinkedHashMap<>());
        webhook.put("id_webhook", id);
        webhook.put("url", call.json().path("url").asText());
        webhook.put("events", ProviderDouble.copy(call.json().path("events")));
        webhook.put("delay", call.json().path("delay").asInt(0));
        webhook.put("is_disabled", 0);
        webhook.put("ct_failed", 0);
        webhook.put("dt_created", 1_700_000_000);
        webhook.put(
                "headers",
                Map.of(
                        "X-Paybook-Proof",
                        call.json().at("/headers/X-Paybook-Proof").asText()));
        return webhook;
    }

    private static Reply envelope(int code, @Nullable Object response) {
        var envelope = new LinkedHashMap<String, @Nullable Object>();
        envelope.put("rid", "r1");
        envelope.put("code", code);
        envelope.put("errors", null);
        envelope.put("status", code == 200);
        envelope.put("message", code == 200 ? null : "Paybook says " + code);
        envelope.put("response", response);
        return Reply.json(code, envelope);
    }
}
