package dev.tributary.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import jakarta.servlet.Servlet;
import java.time.Clock;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes spans. */
final class Spans implements Traces {

    private static final ThreadLocal<@Nullable CallTrace> CALL = new ThreadLocal<>();

    private final Tracer tracer;
    private final ReceiptTraces ids;
    private final Clock clock;

    Spans(Tracer tracer, ReceiptTraces ids, Clock clock) {
        this.tracer = tracer;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public Servlet calls(Servlet routes) {
        return new TracedServlet(routes, this);
    }

    CallTrace begin(String path) {
        var begun = new CallTrace(tracer, ids, clock, path);
        CALL.set(begun);
        return begun;
    }

    void end(CallTrace begun, int status) {
        CALL.remove();
        begun.end(status);
    }

    @Override
    public void step(String name) {
        CallTrace current = CALL.get();
        if (current != null) {
            current.step(name);
        }
    }

    @Override
    public void receipt(String id) {
        CallTrace current = CALL.get();
        if (current != null) {
            current.receipt(id);
        }
    }

    @Override
    @SuppressWarnings("try") // the scope is there to be closed
    public <I, O> Function<I, O> each(
            String name, Function<I, O> work, Function<I, Origin> origin, Function<O, String> outcome) {
        return input -> {
            Span span = start(name, origin.apply(input));
            try (Scope scope = span.makeCurrent()) {
                O output = work.apply(input);
                span.setAttribute("webhook.outcome", outcome.apply(output));
                return output;
            } catch (RuntimeException | Error e) {
                span.setStatus(StatusCode.ERROR).recordException(e);
                throw e;
            } finally {
                span.end();
            }
        };
    }

    private Span start(String name, Origin origin) {
        SpanContext from =
                origin.receiptId() == null ? SpanContext.getInvalid() : ReceiptTraces.callOf(origin.receiptId());
        var builder = tracer.spanBuilder(name)
                .setSpanKind(SpanKind.CLIENT)
                .setParent(Context.root().with(Span.wrap(from)));
        origin.attributes().forEach(builder::setAttribute);
        return builder.startSpan();
    }

    @Override
    public void addTo(Map<String, Object> headers) {
        W3CTraceContextPropagator.getInstance().inject(Context.current(), headers, (all, name, value) -> {
            if (all != null) {
                all.put(name, value);
            }
        });
    }
}
