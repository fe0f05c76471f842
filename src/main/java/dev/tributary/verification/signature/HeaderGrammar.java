package dev.tributary.verification.signature;

import dev.tributary.provider.SchemeDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the signatures of a header and, where the header has one, the timestamp. */
public interface HeaderGrammar {

    /** @param timestamp null where the header has none */
    record Parts(List<String> proofs, @Nullable String timestamp) {}

    /** @throws RejectedWebhookException if there is no signature, or not exactly one timestamp where the scheme has one */
    Parts read(String header);

    /** @throws IllegalArgumentException if the scheme is half-configured; the message begins with the field */
    static HeaderGrammar of(SchemeDescriptor scheme) {
        String grammar = scheme.grammar() == null ? "bare" : scheme.grammar();
        return switch (grammar) {
            case "bare" -> bare(scheme.prefix() == null ? "" : scheme.prefix());
            case "key-value" ->
                keyValue(
                        scheme.separator() == null ? "," : scheme.separator(),
                        required("signature-key", scheme.signatureKey()),
                        scheme.timestampKey());
            case "versioned" -> versioned(required("signature-key", scheme.signatureKey()));
            default ->
                throw new IllegalArgumentException("grammar must be one of bare, key-value, versioned, not " + grammar);
        };
    }

    private static HeaderGrammar bare(String prefix) {
        return header -> {
            if (!header.startsWith(prefix)) {
                throw new RejectedWebhookException("proof_malformed");
            }
            return new Parts(List.of(header.substring(prefix.length())), null);
        };
    }

    private static HeaderGrammar keyValue(String separator, String signatureKey, @Nullable String timestampKey) {
        if (separator.isEmpty()) {
            throw new IllegalArgumentException("separator must not be empty");
        }
        return header -> {
            var proofs = new ArrayList<String>(1);
            var timestamps = new ArrayList<String>(1);
            int end;
            for (int start = 0; start <= header.length(); start = end + separator.length()) {
                int found = header.indexOf(separator, start);
                end = found < 0 ? header.length() : found;
                String pair = header.substring(start, end);
                int equals = pair.indexOf('=');
                String key = equals < 0 ? "" : pair.substring(0, equals).strip();
                if (key.equals(signatureKey)) {
                    proofs.add(pair.substring(equals + 1).strip());
                } else if (key.equals(timestampKey)) {
                    timestamps.add(pair.substring(equals + 1).strip());
                }
            }
            if (timestampKey != null && timestamps.size() != 1) {
                throw new RejectedWebhookException("proof_malformed");
            }
            return parts(proofs, timestamps.isEmpty() ? null : timestamps.get(0));
        };
    }

    private static HeaderGrammar versioned(String version) {
        Pattern entries = Pattern.compile(" +");
        return header -> parts(
                entries.splitAsStream(header)
                        .filter(entry -> entry.startsWith(version + ","))
                        .map(entry -> entry.substring(version.length() + 1))
                        .toList(),
                null);
    }

    private static Parts parts(List<String> proofs, @Nullable String timestamp) {
        if (proofs.isEmpty()) {
            throw new RejectedWebhookException("proof_malformed");
        }
        return new Parts(proofs, timestamp);
    }

    private static String required(String field, @Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value;
    }
}
