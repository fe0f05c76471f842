package dev.tributary.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.event.GatewayUri;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.provider.TestProviders;
import dev.tributary.source.Source;
import dev.tributary.source.SourceSecret;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Calls and sources as the tests of this package need them, over the project's own provider files. */
final class Calls {

    static final ProviderCatalog PROVIDERS = TestProviders.catalog();

    private Calls() {}

    static WebhookVerifier verifier() {
        return new WebhookVerifier(
                PROVIDERS,
                List.of(
                        new HmacScheme(new GatewayUri("https://gateway.example.com")),
                        new JwtScheme(),
                        new SharedSecretScheme(),
                        new UnprovenScheme()));
    }

    static Source source(String provider, String scheme, Map<String, String> options, SourceSecret... secrets) {
        return new Source(
                "s1",
                "default",
                provider,
                scheme,
                null,
                true,
                List.of(secrets),
                options,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                1);
    }

    static SourceSecret secret(String value) {
        return new SourceSecret("k", value, null, Instant.EPOCH);
    }

    /** @param epochSecond when it was received */
    static WebhookCall callAt(long epochSecond, Source source, byte[] body, Map<String, List<String>> headers) {
        String path = "/hooks/" + source.provider() + "/s1";
        return new WebhookCall(source.provider(), source.id(), Instant.ofEpochSecond(epochSecond), path, headers, body);
    }

    static WebhookCall callAt(long epochSecond, Source source, String body, String header, String value) {
        Map<String, List<String>> headers = Map.of(header.toLowerCase(java.util.Locale.ROOT), List.of(value));
        return callAt(epochSecond, source, body.getBytes(UTF_8), headers);
    }

    static WebhookCall call(Source source, byte[] body, Map<String, List<String>> headers) {
        return callAt(0, source, body, headers);
    }

    static WebhookCall call(Source source, String body, String header, String value) {
        return callAt(0, source, body, header, value);
    }
}
