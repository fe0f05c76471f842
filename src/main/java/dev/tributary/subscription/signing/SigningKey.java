package dev.tributary.subscription.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;
import java.util.Optional;

/**
 * A key of Standard Webhooks. Immutable; its {@code toString} shows nothing secret.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 *     Webhooks, signature scheme</a>
 */
public sealed interface SigningKey permits SigningSecret, SigningKeyPair {

    SigningScheme scheme();

    /** The key as text, with its prefix. Secret: it is stored encrypted. */
    String text();

    /** What a subscriber verifies with if that is not secret: {@code whpk_} and base64. Empty for a shared secret. */
    Optional<String> publicKey();

    /** The scheme's raw signature of these bytes. */
    byte[] sign(byte[] content);

    /** One signature of the {@code webhook-signature} header: the scheme's name, a comma and base64. */
    default String sign(String id, long timestamp, byte[] body) {
        byte[] head = (id + '.' + timestamp + '.').getBytes(US_ASCII);
        byte[] content = new byte[head.length + body.length];
        System.arraycopy(head, 0, content, 0, head.length);
        System.arraycopy(body, 0, content, head.length, body.length);
        return scheme().label() + ',' + Base64.getEncoder().encodeToString(sign(content));
    }
}
