package dev.tributary.ingest.webhook;

import dev.tributary.event.Event;
import dev.tributary.event.Proof;
import java.util.List;

/** What a provider's call is. A receiver answers 200 to {@link Ok} and {@link TestWebhook}, 401 and 400 to the others. */
public sealed interface WebhookResult {

    /** The word for logs and metrics: {@code ok}, {@code invalid_signature}, {@code invalid_payload}, {@code test_webhook}. */
    String name();

    /**
     * A verified call.
     *
     * @param events in the order of the call, never none; what no rule can map is a {@code gateway.provider.unmapped.v1}. Two
     *     calls for one occurrence give events with the same {@link Event#dedupKey()}
     */
    record Ok(List<Event> events) implements WebhookResult {

        /** The first event, which is the only one unless the provider sends several in a call. */
        public Event event() {
            return events.get(0);
        }

        @Override
        public String name() {
            return "ok";
        }
    }

    /**
     * A call that is not verified. Its body must not be used.
     *
     * @param reason a word for the operator, such as {@code proof_wrong}; never for the caller, and never a part of the proof
     */
    record InvalidSignature(String reason) implements WebhookResult {

        @Override
        public String name() {
            return "invalid_signature";
        }
    }

    /**
     * A verified call whose body is not a JSON object.
     *
     * @param proof how far the call is verified
     */
    record InvalidPayload(Proof proof) implements WebhookResult {

        @Override
        public String name() {
            return "invalid_payload";
        }
    }

    /**
     * A verified test ping of the provider, which reports nothing.
     *
     * @param proof how far the call is verified
     */
    record TestWebhook(Proof proof) implements WebhookResult {

        @Override
        public String name() {
            return "test_webhook";
        }
    }
}
