package dev.tributary.source;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A provider connection that can receive calls.
 *
 * @param id in the ingest URL and in every event's {@code source}, so it is not a secret
 * @param scheme one of the schemes that the provider's file declares
 * @param options by name: {@code header} and {@code tolerance} of the scheme, and those of {@link dev.tributary.source.rule.FetchOptions}
 * @param api where follow-ups are fetched from and webhooks are registered; null does neither
 * @param revision grows by one with every change; the resource's entity tag
 */
public record Source(
        String id,
        String tenant,
        String provider,
        String scheme,
        @Nullable String name,
        boolean enabled,
        List<SourceSecret> secrets,
        Map<String, String> options,
        @Nullable Api api,
        Instant createdAt,
        Instant modifiedAt,
        long revision) {

    /** At the next revision, which it became at that moment. */
    public Source modified(Instant now) {
        return new Source(
                id, tenant, provider, scheme, name, enabled, secrets, options, api, createdAt, now, revision + 1);
    }

    /**
     * The provider's API.
     *
     * @param apiKey empty where there is none
     * @param client which the provider gives access tokens to; null where there is none
     * @param rate requests a second
     */
    public record Api(
            String baseUri, String apiKey, @Nullable Client client, double rate) {

        /** It stands in a header between commas and equal signs, so that it must not contain any. */
        private static final Pattern CREDENTIAL = Pattern.compile("[A-Za-z0-9._~+/@:-]{1,2000}=*");

        public Api(String baseUri, String apiKey, double rate) {
            this(baseUri, apiKey, null, rate);
        }

        /** Whether a key, or the id of an end user, can stand in the header that a provider file describes. */
        public static boolean isCredential(String text) {
            return CREDENTIAL.matcher(text).matches();
        }

        /** Never the key: records get into logs. */
        @Override
        public String toString() {
            return "Api[" + baseUri + "]";
        }
    }

    /**
     * A client of the provider by OAuth 2.
     *
     * @param refreshToken as it was configured; null asks for tokens of the client itself
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1">RFC 6749, client credentials</a>
     */
    public record Client(String id, String secret, @Nullable String refreshToken) {

        /** Never the secrets: records get into logs. */
        @Override
        public String toString() {
            return "Client[" + id + "]";
        }
    }

    /** With other secrets. */
    public Source withSecrets(List<SourceSecret> other) {
        return new Source(
                id,
                tenant,
                provider,
                scheme,
                name,
                enabled,
                List.copyOf(other),
                options,
                api,
                createdAt,
                modifiedAt,
                revision);
    }
}
