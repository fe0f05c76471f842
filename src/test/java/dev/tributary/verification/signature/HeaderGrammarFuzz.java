package dev.tributary.verification.signature;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tributary.provider.SchemeDescriptor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a header's value by every grammar, and each proof in it by every encoding. */
public final class HeaderGrammarFuzz {

    private static final List<HeaderGrammar> GRAMMARS = List.of(
            grammar("bare", null, null, null),
            grammar("bare", null, null, "sha256="),
            grammar("key-value", null, "t", null),
            grammar("key-value", ";;", null, null),
            grammar("versioned", null, null, null));

    private HeaderGrammarFuzz() {}

    /** Fails if anything but a refusal is thrown, or a proof is taken that has another length than it must. */
    public static void fuzzerTestOneInput(byte[] input) {
        String header = new String(input, ISO_8859_1);
        for (HeaderGrammar grammar : GRAMMARS) {
            try {
                HeaderGrammar.Parts parts = grammar.read(header);
                if (parts.proofs().isEmpty()) {
                    throw new AssertionError("no proof, and no refusal");
                }
                parts.proofs().forEach(HeaderGrammarFuzz::decode);
            } catch (RejectedWebhookException refused) {
                // as it must
            }
        }
    }

    private static void decode(String proof) {
        for (ProofEncoding encoding : ProofEncoding.values()) {
            try {
                if (encoding.decodeProof(proof, 32).length != 32) {
                    throw new AssertionError(encoding + " gives a proof of another length");
                }
            } catch (RejectedWebhookException refused) {
                // as it must
            }
        }
    }

    private static HeaderGrammar grammar(
            String name, @Nullable String separator, @Nullable String timestampKey, @Nullable String prefix) {
        return HeaderGrammar.of(new SchemeDescriptor(
                "hmac-sha256",
                "X",
                null,
                null,
                name,
                separator,
                timestampKey,
                "v1",
                prefix,
                null,
                null,
                "hex",
                null,
                "{body}",
                null,
                null));
    }
}
