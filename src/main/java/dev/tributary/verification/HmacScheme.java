package dev.tributary.verification;

import dev.tributary.event.GatewayUri;
import dev.tributary.event.Proof;
import dev.tributary.provider.SchemeDescriptor;
import dev.tributary.source.Source;
import dev.tributary.source.SourceSecret;
import dev.tributary.verification.signature.HeaderGrammar;
import dev.tributary.verification.signature.KeyEncoding;
import dev.tributary.verification.signature.ProofEncoding;
import dev.tributary.verification.signature.RejectedWebhookException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A keyed hash over the body, alone or within a template, in a header.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2104">RFC 2104</a>
 */
final class HmacScheme implements SignatureScheme {

    private static final Map<String, String> ALGORITHMS =
            Map.of("hmac-sha256", "HmacSHA256", "hmac-sha384", "HmacSHA384", "hmac-sha512", "HmacSHA512");

    private static final Pattern UNIX_SECONDS = Pattern.compile("[0-9]{1,12}");

    private final GatewayUri gateway;

    HmacScheme(GatewayUri gateway) {
        this.gateway = gateway;
    }

    @Override
    public Set<String> types() {
        return ALGORITHMS.keySet();
    }

    @Override
    public Verifier compile(SchemeDescriptor scheme) {
        if (scheme.header() == null) {
            throw new IllegalArgumentException("header is missing");
        }
        if (scheme.encoding() == null) {
            throw new IllegalArgumentException("encoding is missing");
        }
        if (scheme.signedContent() == null) {
            throw new IllegalArgumentException("signed-content is missing");
        }
        var content = new SignedContent(scheme.signedContent());
        boolean timed = scheme.timestampKey() != null || scheme.timestampHeader() != null;
        if (timed != content.uses("timestamp") || timed != (scheme.tolerance() != null)) {
            throw new IllegalArgumentException(
                    "tolerance, a timestamp's place and {timestamp} in signed-content belong together");
        }
        if (content.uses("id") != (scheme.idHeader() != null)) {
            throw new IllegalArgumentException("id-header and {id} in signed-content belong together");
        }
        return new Hmac(
                Objects.requireNonNull(ALGORITHMS.get(scheme.type())),
                scheme.header(),
                HeaderGrammar.of(scheme),
                encoding(scheme.encoding()),
                keyEncoding(scheme.keyEncoding()),
                content,
                scheme);
    }

    private static ProofEncoding encoding(String name) {
        return switch (name) {
            case "hex" -> ProofEncoding.HEX;
            case "base64" -> ProofEncoding.BASE64;
            case "base64url" -> ProofEncoding.BASE64URL;
            case "by-length" -> ProofEncoding.BY_LENGTH;
            default ->
                throw new IllegalArgumentException(
                        "encoding must be one of hex, base64, base64url, by-length, not " + name);
        };
    }

    private static KeyEncoding keyEncoding(@Nullable String name) {
        return switch (name == null ? "utf-8" : name.toLowerCase(Locale.ROOT)) {
            case "utf-8" -> KeyEncoding.UTF_8_TEXT;
            case "base64", "base64url" -> KeyEncoding.BASE64;
            case "whsec" -> KeyEncoding.WHSEC;
            default ->
                throw new IllegalArgumentException(
                        "key-encoding must be one of utf-8, base64, base64url, whsec, not " + name);
        };
    }

    private final class Hmac implements Verifier {

        private final String algorithm;
        private final String header;
        private final HeaderGrammar grammar;
        private final ProofEncoding encoding;
        private final KeyEncoding keyEncoding;
        private final SignedContent content;
        private final SchemeDescriptor scheme;

        Hmac(
                String algorithm,
                String header,
                HeaderGrammar grammar,
                ProofEncoding encoding,
                KeyEncoding keyEncoding,
                SignedContent content,
                SchemeDescriptor scheme) {
            this.algorithm = algorithm;
            this.header = header;
            this.grammar = grammar;
            this.encoding = encoding;
            this.keyEncoding = keyEncoding;
            this.content = content;
            this.scheme = scheme;
        }

        @Override
        public Proof verify(WebhookCall call, Source source, List<SourceSecret> candidates) {
            HeaderGrammar.Parts parts = grammar.read(call.header(header));
            String timestamp =
                    scheme.timestampHeader() == null ? parts.timestamp() : call.header(scheme.timestampHeader());
            String id = scheme.idHeader() == null ? null : call.header(scheme.idHeader());
            var values = new SignedContent.Values(call, timestamp, id, gateway.ingest(source.provider(), source.id()));
            boolean verified = false;
            for (SourceSecret secret : candidates) {
                byte[] expected = mac(secret, values);
                for (String proof : parts.proofs()) {
                    if (matches(expected, proof, parts.proofs().size() > 1)) {
                        verified = true;
                        call.verifiedBy(secret.id());
                    }
                }
            }
            if (!verified) {
                throw new RejectedWebhookException("proof_wrong");
            }
            if (timestamp != null) {
                checkFresh(timestamp, call, source);
            }
            return Proof.BODY;
        }

        /** Beside other proofs a malformed one is passed over: it may be of a version to come. */
        private boolean matches(byte[] expected, String proof, boolean oneOfSeveral) {
            try {
                return MessageDigest.isEqual(expected, encoding.decodeProof(proof, expected.length));
            } catch (RejectedWebhookException e) {
                if (oneOfSeveral) {
                    return false;
                }
                throw e;
            }
        }

        private byte[] mac(SourceSecret secret, SignedContent.Values values) {
            try {
                Mac mac = Mac.getInstance(algorithm);
                mac.init(new SecretKeySpec(keyEncoding.decode(secret.value()), algorithm));
                content.update(mac, values);
                return mac.doFinal();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java runtime has " + algorithm, e);
            }
        }

        /** Both directions count: a timestamp from the future could be replayed until then. */
        private void checkFresh(String timestamp, WebhookCall call, Source source) {
            if (!UNIX_SECONDS.matcher(timestamp).matches()) {
                throw new RejectedWebhookException("proof_malformed");
            }
            Instant signedAt = Instant.ofEpochSecond(Long.parseLong(timestamp));
            Duration age = Duration.between(signedAt, call.receivedAt().truncatedTo(ChronoUnit.SECONDS));
            if (age.abs().compareTo(scheme.toleranceOf(source.options())) > 0) {
                throw new RejectedWebhookException("timestamp_outside_tolerance");
            }
        }
    }
}
