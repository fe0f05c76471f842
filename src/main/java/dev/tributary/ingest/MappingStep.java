package dev.tributary.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.event.Event;
import dev.tributary.event.Proof;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.ingest.commit.VerifiedCall;
import dev.tributary.ingest.http.IncomingCall;
import dev.tributary.ingest.webhook.WebhookHandler;
import dev.tributary.mapping.EventMapper;
import dev.tributary.provider.InvalidPayloadException;
import dev.tributary.provider.Payload;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.source.Source;
import dev.tributary.source.drift.DriftWatch;
import dev.tributary.tracing.Traces;
import dev.tributary.verification.WebhookCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.Body;

/** Third step: the verified call as canonical events, and the receipt that names them. */
public final class MappingStep {

    private final WebhookHandler handler;
    private final EventMapper mapper;
    private final DriftWatch drift;
    private final PendingResources pending;
    private final Receipts receipts;
    private final TimeOrderedId ids;
    private final Traces traces;

    MappingStep(
            WebhookHandler handler,
            EventMapper mapper,
            DriftWatch drift,
            PendingResources pending,
            Receipts receipts,
            TimeOrderedId ids,
            Traces traces) {
        this.handler = handler;
        this.mapper = mapper;
        this.drift = drift;
        this.pending = pending;
        this.receipts = receipts;
        this.ids = ids;
        this.traces = traces;
    }

    /** Fails for no verified call: one that is not a JSON object keeps its receipt, one without a rule becomes an event. */
    public VerifiedCall map(@Body IncomingCall verified) {
        traces.step("map");
        Source source = verified.source();
        WebhookCall call = verified.call();
        Proof level = verified.verifiedLevel();
        Payload payload;
        try {
            payload = call.payload();
        } catch (InvalidPayloadException e) {
            Receipt receipt =
                    receipts.of(receipts.newId(), source, call, Verdict.INVALID, "invalid_payload", level, List.of());
            return new VerifiedCall(receipt, List.of());
        }
        String receiptId = receipts.newId();
        List<StoredEvent> events = events(source, call, payload, level, call.sha256(), receiptId, ids::next);
        watch(source, payload, events);
        Receipt receipt = receipts.of(receiptId, source, call, verdict(events), null, level, ids(events));
        return new VerifiedCall(receipt, events);
    }

    /** A payload that two readers may read differently has no shape, and a list that was not split has no names. */
    private void watch(Source source, Payload payload, List<StoredEvent> events) {
        if (payload.duplicateKeys()) {
            return;
        }
        List<JsonNode> parts = mapper.parts(source.provider(), payload.root());
        if (parts.size() == events.size()) {
            for (int i = 0; i < parts.size(); i++) {
                String event = events.get(i).event().providerType();
                drift.seen(source.tenant(), source.provider(), source.id(), event, parts.get(i));
            }
        }
    }

    /**
     * The events of a verified call; the same again, under the same ids, for the same call.
     *
     * @param digest SHA-256 of the bytes as received
     */
    public List<StoredEvent> events(
            Source source,
            WebhookCall call,
            Payload payload,
            Proof proof,
            byte[] digest,
            String receiptId,
            Supplier<String> eventIds) {
        List<StoredEvent> events = new ArrayList<>(1);
        for (Event event : handler.map(source, call, payload, proof, digest, receiptId, eventIds)) {
            events.add(pending.of(source, event));
        }
        return events;
    }

    private static Verdict verdict(List<StoredEvent> events) {
        for (StoredEvent stored : events) {
            if (!WebhookHandler.isTest(stored.event())) {
                return Verdict.ACCEPTED;
            }
        }
        return Verdict.TEST;
    }

    private static List<String> ids(List<StoredEvent> events) {
        List<String> ids = new ArrayList<>(events.size());
        for (StoredEvent stored : events) {
            ids.add(stored.id());
        }
        return ids;
    }
}
