package dev.tributary.source.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.mongodb.MongoException;
import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.provider.ProviderDescriptor.Token;
import dev.tributary.source.Source;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Access tokens of sources, each kept in memory until shortly before its end. One request for a token is under way for a
 * source at a time; others wait for its outcome. A refresh token that the provider gives in place of the one that was used is
 * stored before the access token is used, since many providers take each refresh token once.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.4">RFC 6749, client credentials</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749, refreshing a token</a>
 */
final class ApiTokens {

    private static final Logger log = LoggerFactory.getLogger(ApiTokens.class);
    private static final Duration MARGIN = Duration.ofSeconds(60);
    private static final Duration USUAL_LIFETIME = Duration.ofMinutes(5);
    private static final Duration MAX_LIFETIME = Duration.ofDays(1);
    private static final Duration MAX_WAIT = Duration.ofSeconds(15);
    private static final int MAX_SOURCES = 10_000;
    /** It stands in a header. */
    private static final Pattern USABLE = Pattern.compile("[\\x21-\\x7e]{1,8192}");

    private record AccessToken(String value, Source.Api usedFor, Instant end) {}

    /** Of one source and scope; the lock is held while a token is asked for. */
    private static final class Held {

        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable AccessToken token;
        /** What the store did not take. */
        private @Nullable Unstored unstored;
    }

    /** @param usedFor it is sent to no other address, and by no other client */
    private record Unstored(Source.Api usedFor, String value) {}

    private record Key(String sourceId, @Nullable String scope) {}

    private final ApiHttp http;
    private final RefreshTokenStore refreshTokens;
    private final Clock clock;
    private final Cache<Key, Held> sources = Caffeine.newBuilder()
            .maximumSize(MAX_SOURCES)
            .expireAfterAccess(MAX_LIFETIME)
            .build();

    ApiTokens(ApiHttp http, RefreshTokenStore refreshTokens, Clock clock) {
        this.http = http;
        this.refreshTokens = refreshTokens;
        this.clock = clock;
    }

    /** Of which source, at which client and how a token is asked for. */
    record Grant(
            Source source,
            Source.Api api,
            Source.Client client,
            ProviderDescriptor.Api provider,
            Token endpoint,
            @Nullable String scope) {}

    /**
     * A token that is good for a while.
     *
     * @param refused one that the provider has refused since, or null
     * @throws ProviderCallException if the provider gives none
     */
    String get(Grant grant, @Nullable String refused) {
        Held held = sources.get(new Key(grant.source().id(), grant.scope()), key -> new Held());
        try {
            if (!held.lock.tryLock(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ProviderCallException.busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProviderCallException.busy();
        }
        try {
            AccessToken token = held.token;
            if (token == null
                    || token.value().equals(refused)
                    || !token.usedFor().equals(grant.api())
                    || !clock.instant().isBefore(token.end())) {
                held.token = null;
                token = asked(grant, held);
                held.token = token;
            }
            return token.value();
        } finally {
            held.lock.unlock();
        }
    }

    private AccessToken asked(Grant grant, Held held) {
        String configured = grant.client().refreshToken();
        if (configured == null) {
            return token(grant, send(grant, null), null, held);
        }
        Unstored unstored = held.unstored;
        String used = unstored != null && unstored.usedFor().equals(grant.api())
                ? unstored.value()
                : refreshTokens.find(grant.source(), configured).orElse(configured);
        ApiAnswer answer = send(grant, used);
        if (!answer.succeeded()) {
            // another gateway may have used this one at the same moment
            String other = refreshTokens.find(grant.source(), configured).orElse(used);
            if (!other.equals(used)) {
                answer = send(grant, other);
                used = other;
            }
        }
        return token(grant, answer, used, held);
    }

    /** @param sent the refresh token that the provider was sent, or null */
    private AccessToken token(Grant grant, ApiAnswer answer, @Nullable String sent, Held held) {
        if (!answer.succeeded()) {
            String words = ProviderWords.of(answer, grant.source(), sent);
            throw ProviderCallException.refused(" to the request for an access token", answer, words);
        }
        JsonNode json = answer.json();
        String value = json.path("access_token").asText("");
        if (!USABLE.matcher(value).matches()) {
            throw ProviderCallException.unreadable(answer, "the answer holds no access token");
        }
        String given = json.path("refresh_token").asText("");
        String configured = grant.client().refreshToken();
        if (configured != null && !given.isEmpty()) {
            keep(grant, configured, given, held);
        }
        return new AccessToken(value, grant.api(), clock.instant().plus(lifetime(json.path("expires_in"))));
    }

    private void keep(Grant grant, String configured, String given, Held held) {
        held.unstored = new Unstored(grant.api(), given);
        try {
            refreshTokens.save(grant.source(), configured, given);
            held.unstored = null;
        } catch (MongoException e) {
            log.warn(
                    "The new refresh token of source {} was not stored; it is kept in memory until the next one: {}",
                    grant.source().id(),
                    e.getMessage());
        }
    }

    private static Duration lifetime(JsonNode expiresIn) {
        long seconds = expiresIn.asLong(USUAL_LIFETIME.toSeconds());
        Duration lifetime = Duration.ofSeconds(Math.max(0, Math.min(seconds, MAX_LIFETIME.toSeconds())));
        return lifetime.compareTo(MARGIN.multipliedBy(2)) < 0 ? lifetime.dividedBy(2) : lifetime.minus(MARGIN);
    }

    private ApiAnswer send(Grant grant, @Nullable String refreshToken) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", refreshToken == null ? "client_credentials" : "refresh_token");
        if (refreshToken != null) {
            form.put("refresh_token", refreshToken);
        }
        if (grant.scope() != null) {
            form.put("scope", grant.scope());
        }
        Source.Client client = grant.client();
        String authorization = null;
        if (grant.endpoint().client().equals("basic")) {
            String pair = client.id() + ':' + client.secret();
            authorization = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
        } else {
            form.put("client_id", client.id());
            form.put("client_secret", client.secret());
        }
        ApiRequest request = ApiRequest.form(grant.endpoint().path(), form);
        return http.send(request, grant.api().baseUri(), grant.provider().basePath(), authorization);
    }
}
