import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

public final class Receive {

    // body: the bytes as they arrived
    public static JsonNode receive(String secret, HttpHeaders headers, byte[] body) throws Exception {
        String text = new String(body, StandardCharsets.UTF_8);
        new Webhook(secret).verify(text, headers); // throws if no signature matches, or if the timestamp is five minutes off
        return new ObjectMapper().readTree(text);
    }
}
