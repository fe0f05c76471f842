package dev.tributary.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A payment update of 1 KB, signed as Tink's Events v2 sign it; each has an id of its own, which says which run and
 * which number in it. The id stands at the end, so that the bytes before it are hashed once for all calls of a run.
 */
final class SignedCalls {

    static final int ID_LENGTH = 32;
    private static final int NUMBER_LENGTH = 16;
    private static final String BODY_END = "\"}}";
    private static final String BODY_START = """
            {"context":{"userId":"3db31bdcc75555c4f0b8952984a9bd4f","externalUserId":"123456"},\
            "event":"payment:updated","content":{"paymentRequestId":"18408f41163f4748b87da9b9a68b6df8","amount":10,\
            "currency":"SEK","paymentScheme":"PAYMENT_SCHEME_UNSPECIFIED","destination":{"accountNumber":"4578-3748",\
            "type":"se-pg"},"source":{"accountNumber":"3300-8808080808","type":"se","uri":"se://33008808080808",\
            "payerName":"Tom John"},"providerName":"handelsbanken-bankid","recipientName":"Test AB","sourceMessage":\
            "Payment for Gym Equipment","status":"SENT","statusMessage":"The payment has been sent to your bank",\
            "created":1553095951000,"updated":1553169600000,"remittanceInformation":{"type":"OCR","value":\
            "3245928392092"},"metadata":{"key1":"value1","key2":"value2","note":"%s"},"payerInformation":{"name":\
            "Tom John","accountIdentifier":"3300-8808080808"},"id":\"""".formatted("n".repeat(150));

    private final byte[] request;
    private final int proofAt;
    private final int idAt;
    private final Mac hashed;

    private SignedCalls(byte[] request, int proofAt, int idAt, Mac hashed) {
        this.request = request;
        this.proofAt = proofAt;
        this.idAt = idAt;
        this.hashed = hashed;
    }

    /**
     * @param run 16 hex digits, the first half of every id
     * @param sourceId of the gateway's source; the others do not look at it
     */
    static SignedCalls of(String run, String sourceId, String secret, Instant at) {
        String time = String.valueOf(at.getEpochSecond());
        String body = BODY_START + run + "0".repeat(NUMBER_LENGTH) + BODY_END;
        String head = """
                POST /hooks/tink/%s HTTP/1.1\r
                Host: localhost\r
                Content-Type: application/json\r
                Content-Length: %d\r
                X-Tink-Signature: t=%s,v1=%s\r
                \r
                """.formatted(sourceId, body.length(), time, "0".repeat(64));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(US_ASCII), "HmacSHA256"));
            mac.update((time + "." + BODY_START + run).getBytes(US_ASCII));
            byte[] request = (head + body).getBytes(US_ASCII);
            return new SignedCalls(
                    request, head.indexOf("v1=") + 3, head.length() + BODY_START.length() + run.length(), mac);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For one connection: the array that it returns is used again for the next call. */
    SignedCalls copy() {
        return new SignedCalls(request.clone(), proofAt, idAt, hashed);
    }

    byte[] next(long number) {
        byte[] id = HexFormat.of().toHexDigits(number).getBytes(US_ASCII);
        System.arraycopy(id, 0, request, idAt, NUMBER_LENGTH);
        try {
            Mac mac = (Mac) hashed.clone();
            mac.update(request, idAt, request.length - idAt);
            byte[] proof = HexFormat.of().formatHex(mac.doFinal()).getBytes(US_ASCII);
            System.arraycopy(proof, 0, request, proofAt, proof.length);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
        return request;
    }

    /** The id in a body that these calls sent. */
    static String idIn(byte[] body) {
        return new String(body, body.length - BODY_END.length() - ID_LENGTH, ID_LENGTH, US_ASCII);
    }
}
