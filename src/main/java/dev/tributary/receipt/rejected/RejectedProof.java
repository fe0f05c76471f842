package dev.tributary.receipt.rejected;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;

/**
 * The headers of a rejected call that its source's scheme reads. They may hold the secret itself.
 *
 * @param headers by lower-case names; values in the order received
 */
public record RejectedProof(String receiptId, String tenant, Map<String, List<String>> headers) {

    /** What a document takes beside the headers, roughly: ids, tenant, nonce and tag. */
    private static final int OVERHEAD = 256;

    /** The bytes that headers take in the store, roughly. */
    public static int stored(Map<String, List<String>> headers) {
        return headers.isEmpty() ? 0 : OVERHEAD + bytes(headers) * 4 / 3;
    }

    /** The bytes of names and values. */
    public static int bytes(Map<String, List<String>> headers) {
        int bytes = 0;
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            for (String value : header.getValue()) {
                bytes += header.getKey().length() + value.getBytes(UTF_8).length;
            }
        }
        return bytes;
    }

    /** Never a header: records get into logs. */
    @Override
    public String toString() {
        return "RejectedProof[" + receiptId + "]";
    }
}
