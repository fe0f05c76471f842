package dev.tributary.followup.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tributary.egress.OutgoingHttp;
import dev.tributary.followup.api.SessionRequest;
import dev.tributary.followup.api.UnfetchableException;
import dev.tributary.source.Source;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.io.CloseMode;

/**
 * Keeps the session tokens of end users in memory until they have been idle for a while. A token is asked for when the API has
 * refused what was sent, and once for each refusal.
 */
public final class Sessions implements AutoCloseable {

    /** A minute before the provider ends an idle session. */
    private static final Duration IDLE = Duration.ofMinutes(4);

    private static final int MAX_SESSIONS = 10_000;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{1,1000}");
    /** Replaced by the header that names the address. */
    private static final URI NO_ADDRESS = URI.create("https://provider.invalid");

    private static final JsonMapper JSON = new JsonMapper();

    private record Key(Source.Api api, String sourceId, String user) {}

    private final CloseableHttpClient http;
    private final Cache<Key, String> sessions = Caffeine.newBuilder()
            .maximumSize(MAX_SESSIONS)
            .expireAfterAccess(IDLE)
            .build();

    /** @param http keeps the address rules */
    public Sessions(CloseableHttpClient http) {
        this.http = http;
    }

    /** The header of the session that an end user has by now. */
    public Optional<String> known(Source source, Source.Api api, String user) {
        return Optional.ofNullable(sessions.getIfPresent(new Key(api, source.id(), user)));
    }

    /**
     * The header of a new session.
     *
     * @param address what {@code request} leads to, checked
     * @throws UnfetchableException if the provider gives none
     * @throws IOException if there is no whole answer
     */
    public String renewed(Source source, Source.Api api, String user, SessionRequest request, URI address)
            throws IOException {
        var key = new Key(api, source.id(), user);
        sessions.invalidate(key);
        String header = request.header().replace("{token}", token(request, address));
        sessions.put(key, header);
        return header;
    }

    private String token(SessionRequest request, URI address) throws IOException {
        var post = new HttpPost(NO_ADDRESS);
        post.setHeader("Authorization", request.authorization());
        post.setHeader("Accept", "application/json");
        post.setEntity(new ByteArrayEntity(request.body().getBytes(UTF_8), ContentType.APPLICATION_JSON));
        post.setHeader(OutgoingHttp.TARGET, address.toString());
        return http.execute(post, response -> {
            byte[] body = response.getEntity() == null ? null : EntityUtils.toByteArray(response.getEntity());
            if (response.getCode() < 200 || response.getCode() > 299) {
                throw refused(response.getCode());
            }
            return token(body == null ? new byte[0] : body, request.token());
        });
    }

    private static UnfetchableException refused(int status) {
        UnfetchableException refused = UnfetchableException.ofStatus(status);
        return refused.isTransient()
                ? refused
                : UnfetchableException.permanentFailure(
                        UnfetchableException.UNAUTHORIZED, "no session, " + refused.detail());
    }

    private static String token(byte[] body, String pointer) throws IOException {
        JsonNode token;
        try {
            token = JSON.readTree(body).at(pointer);
        } catch (JsonProcessingException e) { // its text quotes the answer, which may be a token
            throw UnfetchableException.transientFailure(UnfetchableException.MALFORMED, "the answer is not JSON");
        }
        if (!TOKEN.matcher(token.asText("")).matches()) {
            throw UnfetchableException.transientFailure(
                    UnfetchableException.MALFORMED, "the answer holds no session token");
        }
        return token.asText();
    }

    @Override
    public void close() {
        http.close(CloseMode.IMMEDIATE);
    }
}
