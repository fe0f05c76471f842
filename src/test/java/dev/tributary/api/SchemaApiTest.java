package dev.tributary.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.tributary.TestGateway;
import dev.tributary.event.EventCatalog;
import dev.tributary.event.GatewayUri;
import dev.tributary.mapping.EventMapper;
import dev.tributary.provider.ProviderCase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each subscriber can fetch the {@code dataschema} of its events, without a token. */
class SchemaApiTest {

    private static final TestGateway GATEWAY = TestGateway.shared();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchema META =
            JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(SchemaLocation.of(SchemaId.V202012));
    private static final String PUBLIC = "http://localhost:8080";

    @Test
    void everyDataschemaThatAnEventCanCarryResolvesToTheSchemaOfThatId() throws Exception {
        Set<String> schemas = new TreeSet<>();
        for (String type : EventCatalog.TYPES) {
            schemas.add(new GatewayUri(PUBLIC).schema(type));
        }
        for (String type : GATEWAY.context().getBean(EventMapper.class).types()) {
            schemas.add(new GatewayUri(PUBLIC).schema(type));
        }
        assertThat(schemas).hasSize(6);
        for (String schema : schemas) {
            HttpResponse<String> answer = get(path(schema));
            assertThat(answer.statusCode()).as(schema).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/schema+json");
            JsonNode json = JSON.readTree(answer.body());
            assertThat(json.at("/$schema").asText()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
            assertThat(json.at("/$id").asText()).isEqualTo(schema);
            assertThat(META.validate(json)).as(schema).isEmpty();
        }
        assertThat(META.validate(JSON.readTree("{\"type\":\"text\"}"))).isNotEmpty();
    }

    @Test
    void theSchemaThatAnEventNamesHoldsForItsData() throws Exception {
        Set<ProviderCase> cases = ProviderCase.all().stream()
                .filter(call -> !call.events().isEmpty())
                .collect(Collectors.toSet());
        assertThat(cases).hasSizeGreaterThan(20);
        for (ProviderCase call : cases) {
            for (JsonNode event : call.events()) {
                String schema = event.at("/dataschema").asText().replace("https://gateway.example.com", PUBLIC);
                HttpResponse<String> answer = get(path(schema));
                assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                                .getSchema(answer.body())
                                .validate(event.at("/data")))
                        .as(call.name())
                        .isEmpty();
            }
        }
    }

    @Test
    void anEventOfTheGatewayNamesASchemaThatIsThere() throws Exception {
        GATEWAY.send("POST", "/api/v1/configuration/sources", """
                {"id":"schemas","provider":"paybook","scheme":"paybook-header","options":{"header":"X-Proof"},
                 "secrets":[{"value":"secret"}]}""");
        GATEWAY.send("POST", "/hooks/paybook/schemas", "{\"event\":\"unheard_of\"}", "X-Proof", "secret");
        JsonNode event = GATEWAY.get("/api/v1/events?type=gateway.provider.unmapped.v1")
                .json()
                .at("/result/0");
        JsonNode schema =
                JSON.readTree(get(path(event.at("/dataschema").asText())).body());
        assertThat(schema.at("/$id").asText()).isEqualTo(event.at("/dataschema").asText());
        assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                        .getSchema(schema.toString())
                        .validate(event.at("/data")))
                .isEmpty();
    }

    @Test
    void aSchemaCanBeKeptAndAskedForAgain() throws Exception {
        HttpResponse<String> first = get("/schemas/payment/1.0.json");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(first.headers().allValues("Cache-Control")).containsExactly("max-age=86400, public");
        assertThat(first.headers().firstValue("Pragma")).isEmpty();
        HttpResponse<String> again = get("/schemas/payment/1.0.json", "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("ETag")).hasValue(tag);
        assertThat(get("/schemas/payment/1.0.json", "If-None-Match", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/schemas/account/1.0.json", "If-None-Match", tag).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/schema+json", "text/html", "*/*"})
    void servesASchemaForAnyAcceptHeader(String accept) throws Exception {
        assertThat(get("/schemas/consent/1.0.json", "Accept", accept).statusCode())
                .isEqualTo(200);
    }

    @Test
    void ignoresAHeaderThatIsNotAToken() throws Exception {
        assertThat(get("/schemas/consent/1.0.json", "Authorization", "Bearer none")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void onlyItsHeaderIsAskedForByHead() throws Exception {
        HttpResponse<String> answer = send("HEAD", "/schemas/consent/1.0.json");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("ETag")).isPresent();
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/schemas/payment/2.0.json",
                "/schemas/nothing/1.0.json",
                "/schemas/payment/1.0",
                "/schemas/payment",
                "/schemas/payment/1.0.json/x",
                "/schemas/%24/%60",
                "/schemas/application.yaml"
            })
    void nothingElseIsThereAndThatIsNotKept(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void aSchemaCannotBeWritten() throws Exception {
        for (String method : Set.of("PUT", "POST", "DELETE", "PATCH")) {
            assertThat(send(method, "/schemas/payment/1.0.json").statusCode())
                    .as(method)
                    .isIn(401, 405);
        }
    }

    private static String path(String schema) {
        assertThat(schema).startsWith(PUBLIC + "/schemas/");
        return schema.substring(PUBLIC.length());
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, headers);
    }

    private static HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        String port = GATEWAY.context().getEnvironment().getRequiredProperty("local.server.port");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
