package dev.tributary.tracing;

import jakarta.servlet.Servlet;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where spans are made of what the gateway does; while there is no endpoint for them, nothing is made or wrapped. */
public interface Traces {

    /** While there is no endpoint. */
    Traces OFF = new Traces() {};

    /**
     * What a span is of.
     *
     * @param receiptId of the call that it comes from, whose trace it belongs to; null: it begins a trace of its own
     */
    record Origin(@Nullable String receiptId, Map<String, String> attributes) {}

    /** The servlet, each request to which is a span of a call. */
    default Servlet calls(Servlet routes) {
        return routes;
    }

    /** The next step of this thread's call begins. */
    default void step(String name) {}

    /** The receipt of this thread's call is known. */
    default void receipt(String id) {}

    /**
     * The work, each of which is a span.
     *
     * @param outcome of what the work returned, in one word
     */
    default <I, O> Function<I, O> each(
            String name, Function<I, O> work, Function<I, Origin> origin, Function<O, String> outcome) {
        return work;
    }

    /** Adds the header {@code traceparent} with the span of this thread to those of a request. */
    default void addTo(Map<String, Object> headers) {}
}
