package dev.tributary.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.provider.EventFormatProvider;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The official libraries of Java, in this process. */
final class JavaSdk {

    private JavaSdk() {}

    /** What the programs of the other languages print: one line for each check. */
    static List<String> verify(List<RecordedDelivery> deliveries) {
        List<String> lines = new ArrayList<>();
        for (RecordedDelivery delivery : deliveries) {
            for (int i = 0; i < delivery.secrets().size(); i++) {
                String verdict = verifies(delivery.secrets().get(i), delivery) ? "accepted" : "refused";
                lines.add(delivery.name() + " secret " + i + " " + verdict);
            }
            CloudEvent event = Objects.requireNonNull(EventFormatProvider.getInstance()
                            .resolveFormat(delivery.headers().get("content-type")))
                    .deserialize(delivery.body());
            lines.add(delivery.name() + " event " + event.getId() + " " + event.getType());
        }
        return lines;
    }

    private static boolean verifies(String secret, RecordedDelivery delivery) {
        Map<String, List<String>> headers = delivery.headers().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue())));
        try {
            new Webhook(secret)
                    .verify(new String(delivery.body(), UTF_8), HttpHeaders.of(headers, (name, value) -> true));
            return true;
        } catch (WebhookVerificationException e) {
            return false;
        }
    }
}
