package dev.tributary.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call on its thread. The id of its trace is known with its receipt, so that its spans are made afterwards. */
final class CallTrace {

    private static final int SERVER_ERRORS = 500;

    private record Step(String name, Instant start) {}

    private final Tracer tracer;
    private final ReceiptTraces ids;
    private final String path;
    private final Clock clock;
    private final Instant start;
    private final List<Step> steps = new ArrayList<>();
    private @Nullable Span span;
    private @Nullable Scope scope;

    CallTrace(Tracer tracer, ReceiptTraces ids, Clock clock, String path) {
        this.tracer = tracer;
        this.ids = ids;
        this.clock = clock;
        this.path = path;
        this.start = clock.instant();
        steps.add(new Step("receive", start));
    }

    void step(String name) {
        steps.add(new Step(name, clock.instant()));
    }

    /** From here on, the log has the ids of the trace. */
    @SuppressWarnings("MustBeClosedChecker") // closed by end
    void receipt(String id) {
        SpanContext call = ReceiptTraces.callOf(id);
        if (span == null && call.isValid()) {
            span = ids.as(call, builder("call", start).setNoParent().setSpanKind(SpanKind.SERVER)::startSpan);
            span.setAttribute("webhook.receipt_id", id);
            scope = span.makeCurrent();
        }
    }

    void end(int status) {
        Instant end = clock.instant();
        if (scope != null) {
            scope.close();
        }
        Span call = span == null
                ? builder("call", start)
                        .setNoParent()
                        .setSpanKind(SpanKind.SERVER)
                        .startSpan()
                : span;
        Context parent = Context.root().with(call);
        for (int i = 0; i < steps.size(); i++) {
            Instant next = i + 1 < steps.size() ? steps.get(i + 1).start() : end;
            Step step = steps.get(i);
            builder(step.name(), step.start()).setParent(parent).startSpan().end(next);
        }
        call.setAttribute("url.path", path).setAttribute("http.response.status_code", status);
        if (status >= SERVER_ERRORS) {
            call.setStatus(StatusCode.ERROR);
        }
        call.end(end);
    }

    private SpanBuilder builder(String name, Instant at) {
        return tracer.spanBuilder(name).setStartTimestamp(at);
    }
}
