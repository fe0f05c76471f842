package dev.tributary.followup.call;

import dev.tributary.egress.schedule.OutgoingCall.Result;
import dev.tributary.followup.store.FollowUp;
import dev.tributary.tracing.Traces;
import dev.tributary.tracing.Traces.Origin;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Spans of fetches, in the trace of the call that their event came from. */
public final class FetchSpans {

    private final Traces traces;

    public FetchSpans(Traces traces) {
        this.traces = traces;
    }

    /** The route, each use of which is a span. */
    public Function<FollowUp, Result> of(Function<FollowUp, Result> route) {
        return traces.each(
                "follow-up", route, FetchSpans::origin, result -> result.name().toLowerCase(Locale.ROOT));
    }

    private static Origin origin(FollowUp followUp) {
        return new Origin(
                followUp.work().receiptId(),
                Map.of("cloudevents.event_id", followUp.eventId(), "webhook.kind", followUp.kind()));
    }
}
