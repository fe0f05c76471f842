package dev.tributary.simulator;

import java.util.List;
import java.util.Map;

/**
 * One signed webhook call.
 *
 * @param name the event as the provider calls it
 * @param expected how the gateway has to answer: {@code accepted}, {@code duplicate}, {@code test} or {@code refused}
 * @param events how many events it has to become
 * @param listed the pages that it asks the receiver to fetch
 */
record ProviderCall(
        SimulatedSource source,
        String name,
        Map<String, String> headers,
        String body,
        String expected,
        int events,
        List<String> listed) {

    static ProviderCall of(SimulatedSource source, String name, Map<String, String> headers, String body) {
        return new ProviderCall(source, name, headers, body, "accepted", 1, List.of());
    }

    ProviderCall listing(List<String> pages) {
        return new ProviderCall(source, name, headers, body, expected, events, pages);
    }

    ProviderCall ofEvents(int count) {
        return new ProviderCall(source, name, headers, body, expected, count, listed);
    }

    ProviderCall asTest() {
        return new ProviderCall(source, name, headers, body, "test", 0, List.of());
    }

    /** The same bytes with the same proof, as a provider sends that did not see the first answer. */
    ProviderCall sentAgain() {
        return new ProviderCall(source, name + " (again)", headers, body, "duplicate", 0, List.of());
    }

    /** A changed body under the proof of this one. */
    ProviderCall tampered() {
        String other = body.replaceFirst("\"inserted\": 1", "\"inserted\": 2");
        return new ProviderCall(source, name + " (tampered)", headers, other, "refused", 0, List.of());
    }

    /** Never proof or body: records get into logs. */
    @Override
    public String toString() {
        return "ProviderCall[" + name + "]";
    }
}
