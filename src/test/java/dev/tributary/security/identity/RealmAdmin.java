package dev.tributary.security.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** What an administrator of the issuer does by its admin API. */
public final class RealmAdmin {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String realm;
    private final String token;

    public RealmAdmin(RealmServer server) throws Exception {
        realm = server.issuer().replace("/realms/", "/admin/realms/");
        String form = "grant_type=password&client_id=admin-cli&username=admin&password="
                + URLEncoder.encode(RealmServer.ADMIN_PASSWORD, UTF_8);
        String tokens = server.issuer().replace("/realms/tributary", "/realms/master/protocol/openid-connect/token");
        HttpRequest request = HttpRequest.newBuilder(URI.create(tokens))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        token = JSON.readTree(answer.body()).path("access_token").asText();
    }

    /** Tokens of the client that are issued from now on. */
    public void changeTokenLifetime(String client, int seconds) throws Exception {
        var found = (ObjectNode)
                JSON.readTree(send("GET", "/clients?clientId=" + client, "")).get(0);
        found.withObjectProperty("attributes").put("access.token.lifespan", String.valueOf(seconds));
        send("PUT", "/clients/" + found.path("id").asText(), found.toString());
    }

    /** The issuer keeps few types of events by itself. */
    public void keepEvents(String type) throws Exception {
        send(
                "PUT",
                "/events/config",
                JSON.createObjectNode()
                        .put("eventsEnabled", true)
                        .set("enabledEventTypes", JSON.createArrayNode().add(type))
                        .toString());
    }

    /** How often the user did what is an event of the type. */
    public int events(String type, String user) throws Exception {
        String id = user(user);
        return JSON.readTree(send("GET", "/events?type=" + type + "&user=" + id, ""))
                .size();
    }

    public void endSessions(String user) throws Exception {
        send("POST", "/users/" + user(user) + "/logout", "");
    }

    private String user(String name) throws Exception {
        JsonNode users = JSON.readTree(send("GET", "/users?exact=true&username=" + name, ""));
        return users.get(0).path("id").asText();
    }

    private String send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(realm + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path + answer.body()).isBetween(200, 204);
        return answer.body();
    }
}
