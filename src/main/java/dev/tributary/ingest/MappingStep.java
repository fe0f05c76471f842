package dev.tributary.ingest;

import dev.tributary.event.Event;
import dev.tributary.event.EventType;
import dev.tributary.event.Proof;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.ingest.commit.VerifiedCall;
import dev.tributary.mapping.EventMapper;
import dev.tributary.mapping.MappingInput;
import dev.tributary.provider.InvalidPayloadException;
import dev.tributary.provider.Payload;
import dev.tributary.receipt.Receipt;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.source.Source;
import dev.tributary.verification.WebhookCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Body;
import org.jspecify.annotations.Nullable;

/** Third step: the proven call as canonical events, and the receipt that names them. */
public final class MappingStep {

    private final EventMapper mapper;
    private final Receipts receipts;
    private final TimeOrderedId ids;

    MappingStep(EventMapper mapper, Receipts receipts, TimeOrderedId ids) {
        this.mapper = mapper;
        this.receipts = receipts;
        this.ids = ids;
    }

    /** Fails for no proven call: one that is no JSON object keeps its receipt, one without a rule becomes an event. */
    public VerifiedCall map(@Body ProvenCall proven) {
        Source source = proven.source();
        WebhookCall call = proven.call();
        byte[] digest = Receipts.digest(call.body());
        Payload payload;
        try {
            payload = call.payload();
        } catch (InvalidPayloadException e) {
            Receipt receipt = receipts.of(
                    receipts.newId(),
                    source,
                    call,
                    Verdict.INVALID,
                    "invalid_payload",
                    proven.proof(),
                    digest,
                    List.of());
            return new VerifiedCall(receipt, List.of());
        }
        String receiptId = receipts.newId();
        List<StoredEvent> events = events(source, call, payload, proven.proof(), digest, receiptId, ids::next);
        Receipt receipt =
                receipts.of(receiptId, source, call, verdict(events), null, proven.proof(), digest, ids(events));
        return new VerifiedCall(receipt, events);
    }

    /** The events of a call; the same again, under the same ids, for the same call. */
    List<StoredEvent> events(
            Source source,
            WebhookCall call,
            Payload payload,
            Proof proof,
            byte[] digest,
            String receiptId,
            Supplier<String> eventIds) {
        var input = new MappingInput(
                source.tenant(),
                source.provider(),
                source.id(),
                receiptId,
                call.receivedAt(),
                proof,
                digest,
                call.body(),
                payload);
        return mapper.map(input, eventIds).stream()
                .map(event -> source.api() == null ? StoredEvent.of(event) : pendingWithFollowUps(event))
                .toList();
    }

    /** A refresh whose resources can be fetched goes out once, when they have been. */
    private static StoredEvent pendingWithFollowUps(Event event) {
        if (!event.type().equals(EventType.CONNECTION_REFRESHED)
                || !(event.data().get("resources") instanceof List<?> resources)
                || resources.isEmpty()) {
            return StoredEvent.of(event);
        }
        var pending = new ArrayList<Object>();
        for (Object resource : resources) {
            var entry = new LinkedHashMap<Object, @Nullable Object>((Map<?, ?>) resource);
            entry.put("state", "pending");
            pending.add(entry);
        }
        var data = new LinkedHashMap<>(event.data());
        data.put("resources", pending);
        return StoredEvent.of(event.with(data), Pending.FOLLOW_UPS);
    }

    private static Verdict verdict(List<StoredEvent> events) {
        boolean test = events.stream().allMatch(stored -> stored.event().type().equals(EventType.PROVIDER_TEST));
        return test ? Verdict.TEST : Verdict.ACCEPTED;
    }

    private static List<String> ids(List<StoredEvent> events) {
        return events.stream().map(stored -> stored.event().id()).toList();
    }
}
