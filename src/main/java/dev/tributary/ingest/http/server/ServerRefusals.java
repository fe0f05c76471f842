package dev.tributary.ingest.http.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what is refused before it is known to be a call of a provider. The server is there before any registry of metrics. */
final class ServerRefusals implements MeterBinder {

    /** Why a request was refused, or a connection closed. */
    enum Reason {
        /** As many requests that are not calls of providers are being answered as may. */
        TOO_MANY_REQUESTS,
        /** The header of a request was not there at its deadline. */
        SLOW_HEADER,
        /** The client address had more connections without a request than it may. */
        TOO_MANY_WAITING
    }

    private final Map<Reason, LongAdder> counts = new ConcurrentHashMap<>();

    void count(Reason reason) {
        of(reason).increment();
    }

    private LongAdder of(Reason reason) {
        return counts.computeIfAbsent(reason, first -> new LongAdder());
    }

    @Override
    public void bindTo(MeterRegistry metrics) {
        for (Reason reason : Reason.values()) {
            FunctionCounter.builder("tributary.server.refused", of(reason), LongAdder::sum)
                    .description("Requests that were answered 503, and connections that were closed, by the reason")
                    .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                    .register(metrics);
        }
    }
}
