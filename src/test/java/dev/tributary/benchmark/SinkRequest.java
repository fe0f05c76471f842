package dev.tributary.benchmark;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A request as it came over the wire. */
@SuppressWarnings("ArrayRecordComponent") // one holder, never compared
record SinkRequest(String head, byte[] body) {

    static final byte[] OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1);
    static final byte[] ERROR = "HTTP/1.1 500 Error\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1);
    /** To the handshake that may precede deliveries: any origin, any rate. */
    static final byte[] CONSENT = """
            HTTP/1.1 200 OK\r
            WebHook-Allowed-Origin: *\r
            WebHook-Allowed-Rate: *\r
            Allow: POST\r
            Content-Length: 0\r
            \r
            """.getBytes(ISO_8859_1);

    boolean isHandshake() {
        return head.startsWith("OPTIONS ");
    }

    String webhookId() {
        return header(head, "webhook-id");
    }

    /** @return empty if it is not there */
    static String header(String head, String name) {
        int at = head.toLowerCase(Locale.ROOT).indexOf("\r\n" + name + ":");
        if (at < 0) {
            return "";
        }
        int from = at + name.length() + 3;
        return head.substring(from, head.indexOf('\r', from)).strip();
    }

    /** Whether the official library accepts it. Not later than five minutes after it came. */
    boolean verifies(Webhook webhook) {
        Map<String, List<String>> headers = head.lines()
                .skip(1)
                .filter(line -> line.indexOf(':') > 0)
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(':')),
                        line -> List.of(line.substring(line.indexOf(':') + 1).strip()),
                        (first, second) -> first));
        try {
            webhook.verify(new String(body, UTF_8), headers);
            return true;
        } catch (WebhookVerificationException e) {
            return false;
        }
    }
}
