package dev.tributary.source.access;

import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.provider.ProviderDescriptor.Token;
import dev.tributary.source.Source;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls a provider's API as a source. Each request is sent once, and once more with a new access token after a 401. */
public final class ProviderApi {

    private static final int UNAUTHORIZED = 401;

    private final ApiHttp http;
    private final ApiTokens tokens;
    private final Function<String, Optional<ProviderDescriptor>> providers;

    ProviderApi(ApiHttp http, ApiTokens tokens, Function<String, Optional<ProviderDescriptor>> providers) {
        this.http = http;
        this.tokens = tokens;
        this.providers = providers;
    }

    /**
     * Sends a request with the credentials of a source.
     *
     * @param scope that an access token has to have; null for none
     * @return the answer of any status
     * @throws ProviderCallException if there is no whole answer, or no access token is to be had
     */
    public ApiAnswer call(Source source, ApiRequest request, @Nullable String scope) {
        ProviderDescriptor.Api provider = providers
                .apply(source.provider())
                .map(ProviderDescriptor::api)
                .orElseThrow(() -> ProviderCallException.unusable("The provider's file has no api."));
        Source.Api api = source.api();
        if (api == null) {
            throw ProviderCallException.unusable("The source has no api.");
        }
        ApiTokens.Grant grant = grant(source, api, provider, scope);
        String token = grant == null ? null : tokens.get(grant, null);
        ApiAnswer answer = send(request, api, provider, token);
        return answer.status() == UNAUTHORIZED && grant != null
                ? send(request, api, provider, tokens.get(grant, token))
                : answer;
    }

    /**
     * As {@link #call}, for an answer of success.
     *
     * @throws ProviderCallException also if the status is another one; with the provider's words
     */
    public ApiAnswer demand(Source source, ApiRequest request, @Nullable String scope) {
        return succeeded(source, call(source, request, scope));
    }

    /** @throws ProviderCallException if the status is none of success; with the provider's words */
    public ApiAnswer succeeded(Source source, ApiAnswer answer) {
        if (!answer.succeeded()) {
            throw refused(source, answer);
        }
        return answer;
    }

    /**
     * An access token of a source, for a call that is made elsewhere; the API key of a source without a client.
     *
     * @param renew whether the provider has refused the one that was given last
     * @throws ProviderCallException if none is to be had
     */
    public String token(Source source, boolean renew) {
        ProviderDescriptor.Api provider =
                providers.apply(source.provider()).map(ProviderDescriptor::api).orElse(null);
        Source.Api api = source.api();
        ApiTokens.Grant grant = api == null || provider == null ? null : grant(source, api, provider, null);
        if (grant != null) {
            String last = tokens.get(grant, null);
            return renew ? tokens.get(grant, last) : last;
        }
        if (api == null || !Source.Api.isCredential(api.apiKey())) {
            throw ProviderCallException.unusable("The source has no credentials for this provider's API.");
        }
        return api.apiKey();
    }

    /** The provider's refusal, with its words. */
    public ProviderCallException refused(Source source, ApiAnswer answer) {
        return ProviderCallException.refused("", answer, ProviderWords.of(answer, source, null));
    }

    /** Null where the source has no client: its API key is then used as it is. */
    private static ApiTokens.@Nullable Grant grant(
            Source source, Source.Api api, ProviderDescriptor.Api provider, @Nullable String scope) {
        Token endpoint = provider.token();
        Source.Client client = api.client();
        return endpoint == null || client == null || !provider.authorization().contains("{token}")
                ? null
                : new ApiTokens.Grant(source, api, client, provider, endpoint, scope);
    }

    private ApiAnswer send(
            ApiRequest request, Source.Api api, ProviderDescriptor.Api provider, @Nullable String token) {
        if (token == null && !Source.Api.isCredential(api.apiKey())) {
            throw ProviderCallException.unusable("The source has no credentials for this provider's API.");
        }
        String authorization = provider.authorization()
                .replace("{key}", api.apiKey())
                .replace("{token}", token == null ? api.apiKey() : token);
        return http.send(request, api.baseUri(), provider.basePath(), authorization);
    }
}
