package dev.tributary.tracing;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Ids of traces: of a call those that follow from the id of its receipt, else random ones. */
final class ReceiptTraces implements IdGenerator {

    private static final ThreadLocal<@Nullable SpanContext> NEXT = new ThreadLocal<>();

    private final IdGenerator random = IdGenerator.random();

    /** The span of the call that has this receipt; not valid where the id is none of a receipt. */
    static SpanContext callOf(String receiptId) {
        String trace = receiptId.replace("-", "");
        return TraceId.isValid(trace)
                ? SpanContext.createFromRemoteParent(
                        trace, trace.substring(SpanId.getLength()), TraceFlags.getSampled(), TraceState.getDefault())
                : SpanContext.getInvalid();
    }

    /** Starts a span that is that of the call itself. */
    <T> T as(SpanContext call, Supplier<T> start) {
        NEXT.set(call);
        try {
            return start.get();
        } finally {
            NEXT.remove();
        }
    }

    @Override
    public String generateTraceId() {
        SpanContext given = NEXT.get();
        return given == null ? random.generateTraceId() : given.getTraceId();
    }

    @Override
    public String generateSpanId() {
        SpanContext given = NEXT.get();
        return given == null ? random.generateSpanId() : given.getSpanId();
    }
}
