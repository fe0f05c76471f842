package dev.tributary.followup.call;

import dev.tributary.egress.schedule.OutgoingCall.Result;
import dev.tributary.eventstore.EventReader;
import dev.tributary.followup.store.FollowUp;
import dev.tributary.tracing.Traces;
import dev.tributary.tracing.Traces.Origin;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Spans of fetches, in the trace of the call that their event came from. */
public final class FetchSpans {

    private final EventReader events;
    private final Traces traces;

    public FetchSpans(EventReader events, Traces traces) {
        this.events = events.masked(); // a span needs nothing that is encrypted
        this.traces = traces;
    }

    /** The route, each use of which is a span. The event is only read while spans are made. */
    public Function<FollowUp, Result> of(Function<FollowUp, Result> route) {
        return traces.each(
                "follow-up", route, this::origin, result -> result.name().toLowerCase(Locale.ROOT));
    }

    private Origin origin(FollowUp followUp) {
        String receipt = events.find(followUp.work().tenant(), followUp.eventId())
                .map(stored -> stored.event().receiptId())
                .orElse(null);
        return new Origin(receipt, Map.of("cloudevents.event_id", followUp.eventId(), "webhook.kind", followUp.kind()));
    }
}
