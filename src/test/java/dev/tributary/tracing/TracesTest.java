package dev.tributary.tracing;

import static dev.tributary.egress.ScriptedServer.always;
import static dev.tributary.egress.ScriptedServer.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tributary.TestGateway;
import dev.tributary.TestGateway.Answer;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.subscription.SubscriptionFixtures;
import dev.tributary.subscription.SubscriptionStore;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** A receiver of OTLP over HTTP gets the spans of a call, and of all that comes of it. */
class TracesTest {

    private static final String TOKEN = "b7bcf4a088215ed9396b07c9e8b931a5697bc0c4";
    private static final String PATH = "/api/v1/users/u1/accounts/a1";

    @Test
    void sendsOneTraceFromTheCallToTheDelivery() throws Exception {
        try (var receiver = new ScriptedServer(status(200));
                var subscriber = new ScriptedServer(status(200));
                var bank = new ScriptedServer(always(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json",
                        "{\"id\":\"a1\",\"display_name\":\"Growth\",\"open\":true}"));
                var gateway = TestGateway.start(
                        "--management.otlp.tracing.endpoint=" + receiver.url("/v1/traces"),
                        "--tributary.egress.allow=127.0.0.0/8",
                        "--tributary.delivery.endpoint-check=false")) {
            gateway.bean(SubscriptionStore.class)
                    .insert(SubscriptionFixtures.everything("ledger", subscriber.url("/")));
            call(gateway, bank.url(""));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(subscriber.requests()).hasSize(1));

            JsonNode event = gateway.get("/api/v1/events").json().at("/result/0");
            assertThat(event.at("/data/resources/0/state").asText()).isEqualTo("fetched");
            String trace = event.path("receiptid").asText().replace("-", "");
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(spans(receiver, trace))
                    .containsOnlyKeys("call", "receive", "verify", "map", "commit", "follow-up", "delivery"));
            Map<String, Span> spans = spans(receiver, trace);
            assertThat(span(spans, "call").getParentSpanId()).isEqualTo(ByteString.EMPTY);
            for (String part : List.of("receive", "verify", "map", "commit", "follow-up", "delivery")) {
                assertThat(span(spans, part).getParentSpanId())
                        .as(part)
                        .isEqualTo(span(spans, "call").getSpanId());
            }
            assertThat(span(spans, "commit").getStartTimeUnixNano())
                    .isGreaterThanOrEqualTo(span(spans, "map").getEndTimeUnixNano());
            assertThat(attribute(span(spans, "delivery"), "cloudevents.event_id"))
                    .isEqualTo(event.path("id").asText());
            assertThat(attribute(span(spans, "delivery"), "webhook.outcome")).isEqualTo("delivered");
            assertThat(subscriber.requests().get(0).header("traceparent"))
                    .isEqualTo("00-" + trace + "-" + hex(span(spans, "delivery").getSpanId()) + "-01");
            assertThat(bank.requests().get(0).headers()).doesNotContainKey("traceparent");
        }
    }

    private static Span span(Map<String, Span> spans, String name) {
        return requireNonNull(spans.get(name), name);
    }

    /** Six Park's, with a link to the account. */
    private static void call(TestGateway gateway, String bank) throws Exception {
        Answer created = gateway.send("POST", "/api/v1/configuration/sources", """
                {"id":"six","provider":"sixpark","scheme":"sixpark","secrets":[{"value":"%s"}],
                 "api":{"base_uri":"%s/api/v1","api_key":"access-token","rate":1000}}""".formatted(TOKEN, bank));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        String body = """
                {"data":{"id":"event-1","type":"webhook-event","attributes":{"event_type":"ACCOUNT_OPENED"},"relationships":{
                 "webhook":{"data":{"type":"webhook","id":"w1"}},
                 "account":{"data":{"type":"account","id":"a1"},"links":{"related":"%s"}}}}}""".formatted(bank + PATH);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(TOKEN.getBytes(UTF_8), "HmacSHA256"));
        String signature = HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
        assertThat(gateway.send("POST", "/hooks/sixpark/six", body, "X-SixPark-Signature", signature)
                        .body())
                .isEqualTo("{\"status\":\"accepted\"}");
    }

    /** The spans of a trace by their names. */
    private static Map<String, Span> spans(ScriptedServer receiver, String trace) {
        return receiver.requests().stream()
                .filter(request -> request.line().startsWith("POST /v1/traces "))
                .map(request -> parsed(request.body()))
                .flatMap(sent -> sent.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .filter(span -> hex(span.getTraceId()).equals(trace))
                .collect(toMap(Span::getName, span -> span));
    }

    private static ExportTraceServiceRequest parsed(byte[] body) {
        try {
            return ExportTraceServiceRequest.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static String attribute(Span span, String name) {
        return span.getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals(name))
                .map(attribute -> attribute.getValue().getStringValue())
                .findFirst()
                .orElse("");
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }
}
