package dev.tributary.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.UnusableConfigurationException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secrets with AES-256-GCM under one master key. The owner's id is authenticated with each secret, so that one
 * copied to another document does not open there.
 *
 * <p>Stored form: {@code <key id>.<base64 of nonce, ciphertext and tag>}.
 *
 * @see <a href="https://csrc.nist.gov/pubs/sp/800/38/d/final">NIST SP 800-38D</a>
 */
public final class SecretCipher {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final String keyId;
    private final SecureRandom random = new SecureRandom();

    /** @param masterKey 32 bytes */
    public SecretCipher(byte[] masterKey) {
        if (masterKey.length != 32) {
            throw new IllegalArgumentException("a master key has 32 bytes, this one " + masterKey.length);
        }
        this.key = new SecretKeySpec(masterKey, "AES");
        this.keyId = HexFormat.of().formatHex(sha256(masterKey), 0, 4);
    }

    /** @param owner the id of the document that will hold the secret */
    public String encrypt(String owner, String secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, owner, secret.getBytes(UTF_8));
        byte[] joined = ByteBuffer.allocate(nonce.length + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
        return keyId + '.' + Base64.getEncoder().encodeToString(joined);
    }

    /** @throws UnusableConfigurationException if the secret was encrypted under another key, for another owner, or changed */
    public String decrypt(String owner, String stored) {
        int dot = stored.indexOf('.');
        if (dot < 0 || !stored.substring(0, dot).equals(keyId)) {
            throw undecipherable(owner);
        }
        ByteBuffer joined = ByteBuffer.wrap(Base64.getDecoder().decode(stored.substring(dot + 1)));
        byte[] nonce = new byte[NONCE_BYTES];
        joined.get(nonce);
        byte[] sealed = new byte[joined.remaining()];
        joined.get(sealed);
        return new String(run(Cipher.DECRYPT_MODE, nonce, owner, sealed), UTF_8);
    }

    private byte[] run(int mode, byte[] nonce, String owner, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(owner.getBytes(UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw undecipherable(owner);
        }
    }

    private static UnusableConfigurationException undecipherable(String owner) {
        return new UnusableConfigurationException(
                "TRIBUTARY_MASTER_KEY",
                "does not open the stored secrets of " + owner + "; it was encrypted under another");
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
