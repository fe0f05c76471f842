package dev.tributary.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tributary.TestGateway;
import dev.tributary.egress.ScriptedServer;
import dev.tributary.egress.ScriptedServer.Request;
import dev.tributary.provider.ProviderCase;
import dev.tributary.subscription.Subscription;
import dev.tributary.subscription.SubscriptionFixtures;
import dev.tributary.subscription.SubscriptionStore;
import dev.tributary.subscription.signing.SigningKeys;
import dev.tributary.subscription.signing.SigningScheme;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Runs the whole gateway, lets it deliver events to subscriptions of every kind of signature, and keeps what arrives. */
final class Recorder implements AutoCloseable {

    static final String OLD_SECRET = SubscriptionFixtures.SECRET;

    private static final String HOOKS = "/api/v1/configuration/web-hooks";
    private static final String PAIR =
            "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
    private static final String PAIRS_PUBLIC_KEY = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
    /** Their proofs carry no time, so that the recorded calls are good today. */
    private static final Set<String> TIMELESS = Set.of("tink-dotted", "sixpark");

    private static final ObjectMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private record Keys(List<String> secrets, List<String> publicKeys) {}

    private final TestGateway gateway = TestGateway.start("--tributary.egress.allow=127.0.0.0/8");
    private final ScriptedServer subscriber;
    private final Map<String, Keys> keys = new LinkedHashMap<>();

    Recorder() throws Exception {
        subscriber = new ScriptedServer(ScriptedServer.status(200));
    }

    /** Every event that the recorded calls of the providers become, delivered to each subscription. */
    List<RecordedDelivery> record() throws Exception {
        subscribeWithSecrets();
        subscribeWithKeyPairs();
        int events = 0;
        for (ProviderCase call : ProviderCase.all()) {
            if (call.kind().equals("accepted") && TIMELESS.contains(call.scheme())) {
                post(call);
                events += call.events().size();
            }
        }
        int expected = events * keys.size();
        assertThat(events).isGreaterThan(5);
        await().atMost(Duration.ofSeconds(60)).until(() -> deliveries().size() == expected);
        return deliveries();
    }

    private void subscribeWithSecrets() throws Exception {
        create("secret", "v1", OLD_SECRET);
        keys.put("secret", new Keys(List.of(OLD_SECRET), List.of()));

        create("rotated-twice", "v1", OLD_SECRET);
        String lost = rotate("rotated-twice").required("signing_secret").textValue();
        String current = rotate("rotated-twice").required("signing_secret").textValue();
        keys.put("rotated-twice", new Keys(List.of(current, lost, OLD_SECRET), List.of()));

        Instant rotation = Instant.now().minus(Duration.ofHours(24));
        Subscription plain = SubscriptionFixtures.everything("after-grace", subscriber.url("/after-grace"));
        SigningKeys over = plain.signing().rotated(rotation, Duration.ofHours(24));
        gateway.bean(SubscriptionStore.class).insert(plain.signingWith(over, rotation));
        keys.put("after-grace", new Keys(List.of(over.current().text()), List.of()));
    }

    private void subscribeWithKeyPairs() throws Exception {
        create("key-pair", "v1a", PAIR);
        keys.put("key-pair", new Keys(List.of(), List.of(PAIRS_PUBLIC_KEY)));

        create("rotated-pair", "v1a", PAIR);
        String rotated = rotate("rotated-pair").required("public_key").textValue();
        keys.put("rotated-pair", new Keys(List.of(), List.of(rotated, PAIRS_PUBLIC_KEY)));

        create("to-pair", "v1", OLD_SECRET);
        change("to-pair", SigningScheme.V1A);
        String publicKey = call("GET", "/to-pair", "").required("public_key").textValue();
        keys.put("to-pair", new Keys(List.of(OLD_SECRET), List.of(publicKey)));

        create("to-secret", "v1a", PAIR);
        change("to-secret", SigningScheme.V1);
        String secret = rotate("to-secret").required("signing_secret").textValue();
        keys.put("to-secret", new Keys(List.of(secret), List.of(PAIRS_PUBLIC_KEY)));
    }

    private void create(String id, String scheme, String key) throws Exception {
        call("POST", "", """
                {"id":"%s","type":"EVENTS","name":"%1$s","base_uri":"%s","authentication_method":"NONE",
                 "signature":"%s","signing_secret":"%s"}""".formatted(id, subscriber.url("/" + id), scheme, key));
    }

    private JsonNode rotate(String id) throws Exception {
        return call("POST", "/" + id + "/signing-secret", "");
    }

    private void change(String id, SigningScheme scheme) throws Exception {
        call("PATCH", "/" + id, "{\"signature\":\"" + scheme.label() + "\"}");
    }

    private JsonNode call(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(gateway.uri(HOOKS + path))
                        .header("Authorization", "Bearer " + gateway.adminToken())
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return JSON.readTree(answer.body());
    }

    private void post(ProviderCase call) {
        JsonNode secret = call.setting().required("secrets").get(0).required("value");
        gateway.source(call.name(), call.provider(), call.scheme(), Map.of(), secret.textValue(), null);
        String[] headers = call.headers().stream()
                .flatMap(line -> Stream.of(line.split(": ", 2)))
                .toArray(String[]::new);
        String path = "/hooks/" + call.provider() + "/" + call.name();
        assertThat(gateway.post(path, call.body(), headers).statusCode()).isEqualTo(200);
    }

    private List<RecordedDelivery> deliveries() {
        List<RecordedDelivery> deliveries = new ArrayList<>();
        for (Request request : subscriber.requests()) {
            // what the gateway sends of its own accord, such as a check of the endpoint, is not counted
            if (request.line().startsWith("POST ") && !new String(request.body(), UTF_8).contains("\"gateway.subsc")) {
                String name = request.line().replaceAll("POST /(\\S+) .*", "$1");
                Keys known = keys.get(name);
                deliveries.add(new RecordedDelivery(
                        name, request.headers(), request.body(), known.secrets(), known.publicKeys()));
            }
        }
        return deliveries;
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        subscriber.close();
    }
}
