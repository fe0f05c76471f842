package dev.tributary.security.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An issuer on a real port that describes itself, has one key, and counts how often it is asked for what. */
final class TestIssuer implements AutoCloseable {

    static final String KEY_ID = "known";

    final AtomicInteger descriptions = new AtomicInteger();
    final AtomicInteger keySets = new AtomicInteger();
    /** Whether everything is answered with a 503. */
    volatile boolean isAway;

    private final HttpServer server;
    private final RSAKey key;

    TestIssuer() throws IOException, JOSEException {
        key = new RSAKeyGenerator(2048).keyID(KEY_ID).generate();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean isKeys = exchange.getRequestURI().getPath().equals("/certs");
            (isKeys ? keySets : descriptions).incrementAndGet();
            String answer = isKeys
                    ? new JWKSet(key.toPublicJWK()).toString()
                    : "{\"issuer\":\"" + uri() + "\",\"jwks_uri\":\"" + uri() + "/certs\"}";
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(isAway ? 503 : 200, answer.length());
            exchange.getResponseBody().write(answer.getBytes(UTF_8));
            exchange.close();
        });
        server.start();
    }

    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The settings of a gateway that takes its tokens. */
    String[] settings(boolean isDiscovered) {
        String setting = "--spring.security.oauth2.resourceserver.jwt.";
        return new String[] {
            setting + "issuer-uri=" + uri(),
            isDiscovered ? "--x=y" : setting + "jwk-set-uri=" + uri() + "/certs",
            "--server.address=127.0.0.1"
        };
    }

    /** A token of the tenant default that may read, changed as the caller wants it. */
    String token(String keyId, @Nullable String type, Consumer<JWTClaimsSet.Builder> change) throws JOSEException {
        var claims = new JWTClaimsSet.Builder()
                .issuer(uri())
                .audience("gateway-api")
                .expirationTime(Date.from(Instant.now().plusSeconds(300)))
                .claim("tenant", "default")
                .claim("scope", "events:read");
        change.accept(claims);
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId);
        if (type != null) {
            header.type(new JOSEObjectType(type));
        }
        var token = new SignedJWT(header.build(), claims.build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
