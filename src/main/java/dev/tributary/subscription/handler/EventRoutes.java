package dev.tributary.subscription.handler;

import dev.tributary.event.CloudEventFormat;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;

/** The Camel routes of this gateway that events can be handed to: all that begin with {@code direct:} but its own. */
final class EventRoutes {

    /** The group of the gateway's own routes, which take no events from subscriptions. */
    private static final String OWN = "gateway";

    /** The route was stopped meanwhile: nothing was called. */
    static final class RouteGoneException extends Exception {

        private static final long serialVersionUID = 1L;
    }

    private final CamelContext camel;
    private final ProducerTemplate producer;

    EventRoutes(CamelContext camel, ProducerTemplate producer) {
        this.camel = camel;
        this.producer = producer;
    }

    /** Whether the route of such a {@code direct:<name>} is there and started. */
    boolean isStarted(String uri) {
        String endpoint = uri.replaceFirst(":", "://");
        return camel.getRoutes().stream()
                .filter(route -> !OWN.equals(route.getGroup()))
                .filter(route -> route.getEndpoint().getEndpointUri().equals(endpoint))
                .map(Route::getRouteId)
                .anyMatch(id -> camel.getRouteController().getRouteStatus(id).isStarted());
    }

    /** Hands over an event: its JSON, its attributes with {@code ce-} before their names, and its id once more. */
    void call(String uri, ReceivedEvent event) throws Exception {
        Map<String, Object> headers = new HashMap<>();
        event.attributes().forEach((name, value) -> headers.put("ce-" + name, value));
        headers.put("webhook-id", event.id());
        headers.put("Content-Type", CloudEventFormat.CONTENT_TYPE);
        try {
            producer.sendBodyAndHeaders(uri + "?block=false", event.json(), headers);
        } catch (CamelExecutionException e) {
            if (e.getCause() instanceof DirectConsumerNotAvailableException && !isStarted(uri)) {
                throw new RouteGoneException();
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
