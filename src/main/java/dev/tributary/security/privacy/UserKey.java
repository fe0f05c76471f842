package dev.tributary.security.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The key of one end user, for AES-256-GCM. Sealed bytes are nonce, ciphertext and tag.
 *
 * @see <a href="https://csrc.nist.gov/pubs/sp/800/38/d/final">NIST SP 800-38D</a>
 */
public final class UserKey {

    private static final String HMAC = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int SERIAL_BYTES = 9;
    /** Of base64url: 132 bits. */
    private static final int HASH_LENGTH = 22;

    private static final SecureRandom RANDOM = new SecureRandom();
    /** One for each thread, as a new one costs more than what it encrypts here. */
    private static final ThreadLocal<Cipher> CIPHERS = ThreadLocal.withInitial(UserKey::cipher);

    private static final ThreadLocal<Mac> MACS = ThreadLocal.withInitial(UserKey::mac);

    private final String digest;
    private final String serial;
    private final byte @Nullable [] bytes;
    private final @Nullable SecretKeySpec key;
    private final @Nullable SecretKeySpec hashKey;

    private UserKey(String digest, String serial, byte @Nullable [] bytes) {
        this.digest = digest;
        this.serial = serial;
        this.bytes = bytes;
        this.key = bytes == null ? null : new SecretKeySpec(bytes, "AES");
        this.hashKey = bytes == null ? null : new SecretKeySpec(bytes, HMAC);
    }

    static UserKey of(String digest, String serial, byte[] bytes) {
        return new UserKey(digest, serial, bytes);
    }

    /** A key that is stored, but cannot be read: it was changed, or the master key is missing. */
    static UserKey unreadable(String digest, String serial) {
        return new UserKey(digest, serial, null);
    }

    /** A new key for a user, with a serial of its own: what an earlier key of the user has sealed names another one. */
    static UserKey create(String digest) {
        byte[] serial = new byte[SERIAL_BYTES];
        RANDOM.nextBytes(serial);
        byte[] bytes = new byte[KEY_BYTES];
        RANDOM.nextBytes(bytes);
        return new UserKey(digest, Base64.getUrlEncoder().encodeToString(serial), bytes);
    }

    /** What is stored beside what it has sealed. */
    public String name() {
        return name(digest, serial);
    }

    static String name(String digest, String serial) {
        return digest + '.' + serial;
    }

    String digest() {
        return digest;
    }

    String serial() {
        return serial;
    }

    boolean isReadable() {
        return bytes != null;
    }

    /** @throws IllegalStateException if it cannot be read */
    byte[] bytes() {
        if (bytes == null) {
            throw new IllegalStateException("A user's key cannot be read");
        }
        return bytes.clone();
    }

    /** @param place where it will stand, which has to be named again to open it */
    public byte[] seal(String place, byte[] plain) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, place, plain, 0);
        return ByteBuffer.allocate(nonce.length + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /** @throws IllegalStateException if it was sealed by another key, for another place, or has been changed, or the key was */
    public byte[] open(String place, byte[] sealed) {
        if (sealed.length < NONCE_BYTES) {
            throw new IllegalStateException("Personal data of " + place + " cannot be opened");
        }
        return run(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE_BYTES), place, sealed, NONCE_BYTES);
    }

    /** Equal for equal content, and of no use without the key. */
    public String digestOf(String content) {
        if (hashKey == null) {
            throw new IllegalStateException("A user's key cannot be read");
        }
        Mac mac = MACS.get();
        try {
            mac.init(hashKey);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("HMAC takes any key", e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(content.getBytes(UTF_8)));
    }

    /**
     * Stands for a value in what analysts read: equal for equal values of this user, and no other's. Without the key it cannot be
     * told whether a guess is right.
     */
    public String hashOf(Object value) {
        return "hash:" + digestOf(String.valueOf(value)).substring(0, HASH_LENGTH);
    }

    private byte[] run(int mode, byte[] nonce, String place, byte[] input, int from) {
        if (key == null) {
            throw new IllegalStateException("The key for personal data of " + place + " cannot be read");
        }
        try {
            Cipher cipher = CIPHERS.get();
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(place.getBytes(UTF_8));
            return cipher.doFinal(input, from, input.length - from);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Personal data of " + place + " cannot be opened", e);
        }
    }

    private static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has AES-GCM", e);
        }
    }

    private static Mac mac() {
        try {
            return Mac.getInstance(HMAC);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HMAC-SHA-256", e);
        }
    }
}
