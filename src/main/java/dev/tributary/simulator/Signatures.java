package dev.tributary.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How each provider signs a call, written from the providers' own pages and not from the gateway's verifier. */
final class Signatures {

    private Signatures() {}

    /**
     * {@code X-Tink-Signature} of Events v2: HMAC-SHA256 over time, full stop and body.
     *
     * @see <a href="https://docs.tink.com/resources/api-setup/webhook-signature-validation">Tink</a>
     */
    static String tinkEvents(String secret, long epochSeconds, String body) {
        return "t=" + epochSeconds + ",v1=" + hexHmac(secret, epochSeconds + "." + body);
    }

    /** The bare lower-case hex HMAC-SHA256 over the body: Tink's dotted grammar, and Six Park's header. */
    static String hexHmac(String secret, String body) {
        return HexFormat.of().formatHex(hmac(secret.getBytes(UTF_8), body));
    }

    /** Six Park names no encoding; the same MAC in base64. */
    static String base64Hmac(String secret, String body) {
        return Base64.getEncoder().encodeToString(hmac(secret.getBytes(UTF_8), body));
    }

    /**
     * The compact HS256 token of Syncfy's {@code request-signature}.
     *
     * @param base64Key the dashboard's signature key; its decoded bytes are the HMAC key
     * @see <a href="https://foros.paybook.com/t/signature-key-en-webhooks/824">Paybook's forum</a>
     */
    static String syncfyToken(String base64Key, String claims) {
        Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
        String header = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
        String signed = url.encodeToString(header.getBytes(UTF_8)) + "." + url.encodeToString(claims.getBytes(UTF_8));
        return signed + "." + url.encodeToString(hmac(Base64.getDecoder().decode(base64Key), signed));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
