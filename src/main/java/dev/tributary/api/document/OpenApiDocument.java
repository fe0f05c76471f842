package dev.tributary.api.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.api.document.EventDescriptions.Description;
import dev.tributary.event.GatewayUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * The description of the HTTP interface: the files in {@code openapi/}, completed by what holds for all operations (their scopes
 * in words, the answers that each may give) and by the events that subscribers get.
 *
 * @see <a href="https://spec.openapis.org/oas/v3.1.1.html">OpenAPI 3.1</a>
 */
@Component
final class OpenApiDocument {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final String RESPONSES = "#/components/responses/";
    private static final List<String> OF_THE_API = List.of("400", "401", "403", "406", "429", "503");

    private final GatewayUri gateway;
    private final EventDescriptions events;

    OpenApiDocument(GatewayUri gateway, EventDescriptions events) {
        this.gateway = gateway;
        this.events = events;
    }

    ObjectNode read() {
        ObjectNode document = DocumentFiles.openApi();
        document.putArray("servers").addObject().put("url", gateway.base());
        document.path("paths").properties().forEach(path -> complete(path.getKey(), path.getValue()));
        ObjectNode webhooks = document.putObject("webhooks");
        events.all().forEach(event -> webhooks.set(event.type(), delivery(event, document)));
        return document;
    }

    private static void complete(String path, JsonNode item) {
        item.properties().forEach(member -> {
            if (METHODS.contains(member.getKey())) {
                complete(path, (ObjectNode) member.getValue());
            }
        });
    }

    private static void complete(String path, ObjectNode operation) {
        ObjectNode answers = operation.withObject("/responses");
        if (path.startsWith("/api/")) {
            describeScopes(operation);
            for (Map.Entry<String, JsonNode> answer : answers.properties()) {
                if (answer.getKey().startsWith("2")) {
                    limits((ObjectNode) answer.getValue());
                }
            }
            OF_THE_API.forEach(status -> add(status, answers));
            if (operation.has("requestBody")) {
                add("413", answers);
                add("415", answers);
            }
        }
        if (path.contains("{")) {
            add("400", answers); // for an escape in the path that is malformed
            add("404", answers);
        }
    }

    private static void add(String status, ObjectNode answers) {
        if (!answers.has(status)) {
            answers.putObject(status).put("$ref", RESPONSES + status);
        }
    }

    private static void limits(ObjectNode answer) {
        ObjectNode headers = answer.withObject("/headers");
        for (String name : List.of("RateLimit", "RateLimit-Policy")) {
            headers.putObject(name).put("$ref", "#/components/headers/" + name);
        }
    }

    /** Viewers show scopes of OAuth 2 flows only. */
    private static void describeScopes(ObjectNode operation) {
        List<String> choices = new ArrayList<>();
        for (JsonNode choice : operation.path("security")) {
            List<String> scopes = new ArrayList<>();
            choice.path("token").forEach(scope -> scopes.add('`' + scope.textValue() + '`'));
            if (!scopes.isEmpty()) {
                choices.add(String.join(" and ", scopes));
            }
        }
        String text = operation.path("description").asText("").strip();
        String needed = choices.isEmpty() ? "" : "Scope: " + String.join(", or ", choices) + '.';
        operation.put("description", (text + "\n\n" + needed).strip());
    }

    /** A delivery of one event to the URL of a web hook. */
    private static ObjectNode delivery(Description event, ObjectNode nodes) {
        ObjectNode item = nodes.objectNode();
        ObjectNode post = item.putObject("post");
        post.put("operationId", "deliver " + event.type());
        post.put("summary", event.title()).put("description", event.summary());
        post.putArray("security");
        for (String header : List.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
            post.withArray("/parameters").addObject().put("$ref", "#/components/parameters/" + header);
        }
        ObjectNode body = post.putObject("requestBody").put("required", true);
        ObjectNode content = body.putObject("content").putObject("application/cloudevents+json");
        ObjectNode schema = content.putObject("schema").put("$ref", "#/components/schemas/CloudEvent");
        ObjectNode members = schema.putObject("properties");
        members.putObject("type").put("const", event.type());
        members.putObject("data").put("$ref", event.schema());
        if (event.example() != null) {
            content.set("example", event.example());
        }
        post.putObject("responses")
                .putObject("2XX")
                .put("description", "Received; with any other status it is sent again.");
        return item;
    }
}
