package dev.tributary.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.event.GatewayUri;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.provider.TestProviders;
import dev.tributary.source.Source;
import dev.tributary.source.SourceSecret;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** Calls and sources as the tests of this package need them, over the project's own provider files. */
final class Calls {

    static final ProviderCatalog PROVIDERS = TestProviders.catalog();

    private Calls() {}

    static WebhookVerifier verifierAt(long epochSecond) {
        Clock clock = Clock.fixed(Instant.ofEpochSecond(epochSecond), ZoneOffset.UTC);
        return new WebhookVerifier(
                PROVIDERS,
                List.of(
                        new HmacScheme(clock, new GatewayUri("https://gateway.example.com")),
                        new JwtScheme(clock),
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

    static WebhookCall call(Source source, byte[] body, Map<String, List<String>> headers) {
        return new WebhookCall(
                source.provider(), source.id(), Instant.EPOCH, "/hooks/" + source.provider() + "/s1", headers, body);
    }

    static WebhookCall call(Source source, String body, String header, String value) {
        return call(source, body.getBytes(UTF_8), Map.of(header.toLowerCase(java.util.Locale.ROOT), List.of(value)));
    }
}
