package dev.tributary.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SignedCallsTest {

    private static final String RUN = "0123456789abcdef";

    private final SignedCalls calls = SignedCalls.of(RUN, "bench", "secret", Instant.ofEpochSecond(1_700_000_000));

    @Test
    void signsTimeAndWholeBodyOfEachCall() throws Exception {
        for (long number : new long[] {0, 1, 70_000}) {
            String request = new String(calls.next(number), US_ASCII);
            String body = request.substring(request.indexOf("\r\n\r\n") + 4);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("secret".getBytes(US_ASCII), "HmacSHA256"));
            String proof = HexFormat.of().formatHex(mac.doFinal(("1700000000." + body).getBytes(US_ASCII)));
            assertThat(request).contains("X-Tink-Signature: t=1700000000,v1=" + proof + "\r\n");
            assertThat(request).contains("Content-Length: " + body.length() + "\r\n");
            assertThat(SignedCalls.idIn(body.getBytes(US_ASCII)))
                    .isEqualTo(RUN + HexFormat.of().toHexDigits(number));
        }
    }

    @Test
    void isAboutAKilobyte() {
        String request = new String(calls.next(7), US_ASCII);
        assertThat(request.length() - request.indexOf("\r\n\r\n")).isBetween(1000, 1100);
    }
}
