package dev.tributary.security.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.platform.UnusableConfigurationException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secrets with AES-256-GCM under the first of the master keys, and decrypts under any of them. The owner's id is
 * authenticated with each secret, so that one copied to another document does not open there.
 *
 * <p>Stored form: {@code <key id>.<base64 of nonce, ciphertext and tag>}.
 *
 * @see <a href="https://csrc.nist.gov/pubs/sp/800/38/d/final">NIST SP 800-38D</a>
 */
public final class SecretCipher {

    static final String SETTING = "TRIBUTARY_MASTER_KEY";

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final MasterKey first;
    private final Map<String, SecretKeySpec> keys = new HashMap<>();
    private final SecureRandom random = new SecureRandom();

    /** @param masterKey 32 bytes */
    public SecretCipher(byte[] masterKey) {
        this(List.of(MasterKey.of(masterKey)));
    }

    private SecretCipher(List<MasterKey> masterKeys) {
        this.first = masterKeys.get(0);
        masterKeys.forEach(key -> keys.put(key.id(), key.key()));
        // a key that was given without an id, or under another one, still decrypts what it has encrypted
        masterKeys.forEach(key -> keys.putIfAbsent(key.fingerprint(), key.key()));
    }

    /**
     * With the keys of a setting: {@code id:base64,id:base64}, or base64 alone.
     *
     * @throws IllegalArgumentException with what is allowed, and nothing of the text
     */
    public static SecretCipher of(String masterKeys) {
        return new SecretCipher(MasterKey.parse(masterKeys));
    }

    /** The id of the key that encrypts. */
    public String firstKey() {
        return first.id();
    }

    /** Whether a stored secret is encrypted under the first key, by its id. */
    public boolean isCurrent(String stored) {
        return stored.startsWith(first.id() + '.');
    }

    /** @param owner the id of the document that will hold the secret */
    public String encrypt(String owner, String secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed;
        try {
            sealed = run(Cipher.ENCRYPT_MODE, first.key(), nonce, owner, secret.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has AES/GCM", e);
        }
        byte[] joined = ByteBuffer.allocate(nonce.length + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
        return first.id() + '.' + Base64.getEncoder().encodeToString(joined);
    }

    /** @throws UnusableConfigurationException if its key is missing, or it was encrypted for another owner, or changed */
    public String decrypt(String owner, String stored) {
        String id = stored.substring(0, Math.max(0, stored.indexOf('.')));
        SecretKeySpec key = keys.get(id);
        if (key == null) {
            throw new UnusableConfigurationException(SETTING, "has no key with the id '" + id + "'");
        }
        try {
            ByteBuffer joined = ByteBuffer.wrap(Base64.getDecoder().decode(stored.substring(id.length() + 1)));
            byte[] nonce = new byte[NONCE_BYTES];
            joined.get(nonce);
            byte[] sealed = new byte[joined.remaining()];
            joined.get(sealed);
            return new String(run(Cipher.DECRYPT_MODE, key, nonce, owner, sealed), UTF_8);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new UnusableConfigurationException(
                    SETTING,
                    "the key '" + id + "' does not decrypt what was encrypted under that id; the key or the secret is"
                            + " another one than then");
        }
    }

    private static byte[] run(int mode, SecretKeySpec key, byte[] nonce, String owner, byte[] input)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(owner.getBytes(UTF_8));
        return cipher.doFinal(input);
    }
}
