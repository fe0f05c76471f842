package dev.tributary.source.registration;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.source.registration.ProviderDouble.Call;
import dev.tributary.source.registration.ProviderDouble.Reply;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Six Park's token endpoint and webhooks. */
final class SixParkDouble implements ProviderDouble.Script {

    static final String API = "/api/v1";

    private static final String CLIENT =
            "\"client_id\":\"park\",\"client_secret\":\"park-client-secret\",\"refresh_token\":\"refresh-0\"";

    final Map<String, Map<String, String>> webhooks = new LinkedHashMap<>();
    final List<String> refreshTokens = new ArrayList<>(List.of("refresh-0"));
    /** Knows the singular spelling of a webhook's path only. */
    boolean singular;
    /** Runs before a token is given. */
    Runnable tokenAsked = () -> {};

    static void source(RegistrationBed bed, String id) throws Exception {
        bed.source(id, "sixpark", "sixpark", bed.provider.url() + API, CLIENT, ",\"name\":\"Park\"");
    }

    /** A call for a webhook, with the event {@code e1}. */
    static String event(String webhookId) {
        return """
                {"data":{"id":"e1","type":"webhook-event","attributes":{"even_type":"ACCOUNT_OPENED"},"relationships":{
                "webhook":{"data":{"type":"webhook","id":"%s"}},"account":{"data":{"type":"account","id":"a1"}}}}}""".formatted(webhookId);
    }

    /** Each refresh token is good once. */
    @Override
    public Reply answer(Call call) {
        if (call.path().equals(API + "/oauth/token")) {
            tokenAsked.run();
            String basic = Base64.getEncoder().encodeToString("park:park-client-secret".getBytes(UTF_8));
            String last = refreshTokens.get(refreshTokens.size() - 1);
            if (!call.header("Authorization").equals("Basic " + basic)
                    || !last.equals(call.form().get("refresh_token"))) {
                return Reply.json(401, Map.of("error", "invalid_grant", "error_description", "The grant is not valid"));
            }
            refreshTokens.add("refresh-" + refreshTokens.size());
            return Reply.json(
                    200,
                    Map.of(
                            "access_token",
                            "access-" + refreshTokens.size(),
                            "expires_in",
                            7200,
                            "created_at",
                            1_700_000_000,
                            "refresh_token",
                            refreshTokens.get(refreshTokens.size() - 1)));
        }
        if (!call.header("Authorization").equals("Bearer access-" + refreshTokens.size())) {
            return Reply.json(401, Map.of("code", "unauthorized", "message", "The access token is not valid"));
        }
        if (call.path().equals(API + "/webhooks") && call.method().equals("POST")) {
            return created(call);
        }
        String prefix = API + (singular ? "/webhook/" : "/webhooks/");
        Map<String, String> found =
                call.path().startsWith(prefix) ? webhooks.get(call.path().substring(prefix.length())) : null;
        if (found == null) {
            return Reply.json(404, Map.of("code", "not_found", "message", "No such webhook"));
        }
        if (call.method().equals("DELETE")) {
            webhooks.remove(call.path().substring(prefix.length()));
            return Reply.empty(204);
        }
        return Reply.json(200, shown(call.path().substring(prefix.length()), found));
    }

    private Reply created(Call call) {
        if (!call.form().containsKey("description")) {
            return Reply.json(
                    422,
                    Map.of(
                            "code",
                            "unprocessable",
                            "message",
                            "Invalid",
                            "errors",
                            List.of(Map.of("message", "can't be blank", "field", "description"))));
        }
        String id = "75fe2702-114a-401c-8a5f-61d9fa15e0e" + webhooks.size();
        var webhook = new LinkedHashMap<>(call.form());
        webhook.put("signature_token", "b7bcf4a088215ed9396b07c9e8b931a5697bc0c" + webhooks.size());
        webhooks.put(id, webhook);
        return Reply.json(201, shown(id, webhook));
    }

    private static Map<String, Object> shown(String id, Map<String, String> attributes) {
        return Map.of("data", Map.of("id", id, "type", "webhook", "attributes", attributes));
    }
}
