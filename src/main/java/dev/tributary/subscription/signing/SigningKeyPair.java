package dev.tributary.subscription.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The Ed25519 key pair of scheme {@code v1a}, written as {@code whsk_} and base64 of the private key's 32 bytes followed
 * by the public key's.
 */
final class SigningKeyPair implements SigningKey {

    static final String PREFIX = "whsk_";

    private static final String PUBLIC_PREFIX = "whpk_";
    private static final String ALGORITHM = "Ed25519";
    private static final int KEY_BYTES = 32;
    /** What precedes the 32 bytes in an encoded public key: RFC 8410, section 4. */
    private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private final PrivateKey privateKey;
    private final byte[] pair;

    private SigningKeyPair(PrivateKey privateKey, byte[] pair) {
        this.privateKey = privateKey;
        this.pair = pair;
    }

    static SigningKeyPair generate() {
        try {
            KeyPair generated = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            byte[] seed = ((EdECPrivateKey) generated.getPrivate()).getBytes().orElseThrow();
            byte[] encoded = generated.getPublic().getEncoded();
            byte[] pair = Arrays.copyOf(seed, 2 * KEY_BYTES);
            System.arraycopy(encoded, encoded.length - KEY_BYTES, pair, KEY_BYTES, KEY_BYTES);
            return new SigningKeyPair(generated.getPrivate(), pair);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime since 15 has Ed25519", e);
        }
    }

    /** Reads {@code whsk_} and base64 of 64 bytes whose second half is the public key of the first. */
    static SigningKeyPair parse(String text) {
        if (text.startsWith(PREFIX)) {
            try {
                byte[] pair = Base64.getDecoder().decode(text.substring(PREFIX.length()));
                if (pair.length == 2 * KEY_BYTES) {
                    return checked(pair);
                }
            } catch (IllegalArgumentException | GeneralSecurityException e) {
                // answered below: the text of these may repeat a part of the key
            }
        }
        throw new InvalidSigningKeyException("must be " + PREFIX
                + " and base64 of 64 bytes: the private key of Ed25519, followed by the public key that belongs to it");
    }

    private static SigningKeyPair checked(byte[] pair) throws GeneralSecurityException {
        KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
        var key = new SigningKeyPair(
                keys.generatePrivate(
                        new EdECPrivateKeySpec(NamedParameterSpec.ED25519, Arrays.copyOf(pair, KEY_BYTES))),
                pair);
        byte[] encoded = Arrays.copyOf(X509_HEAD, X509_HEAD.length + KEY_BYTES);
        System.arraycopy(pair, KEY_BYTES, encoded, X509_HEAD.length, KEY_BYTES);
        PublicKey publicKey = keys.generatePublic(new X509EncodedKeySpec(encoded));
        // only the private key's own public key verifies what it signs
        byte[] content = new byte[KEY_BYTES];
        Signature verifier = Signature.getInstance(ALGORITHM);
        verifier.initVerify(publicKey);
        verifier.update(content);
        if (!verifier.verify(key.sign(content))) {
            throw new GeneralSecurityException("the halves do not belong together");
        }
        return key;
    }

    @Override
    public SigningScheme scheme() {
        return SigningScheme.V1A;
    }

    @Override
    public String text() {
        return PREFIX + Base64.getEncoder().encodeToString(pair);
    }

    @Override
    public Optional<String> publicKey() {
        byte[] key = Arrays.copyOfRange(pair, KEY_BYTES, pair.length);
        return Optional.of(PUBLIC_PREFIX + Base64.getEncoder().encodeToString(key));
    }

    @Override
    public byte[] sign(byte[] content) {
        try {
            Signature signer = Signature.getInstance(ALGORITHM);
            signer.initSign(privateKey);
            signer.update(content);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an Ed25519 key that was checked cannot sign", e);
        }
    }

    @Override
    public String toString() {
        return PREFIX + "...";
    }
}
