package dev.tributary.followup;

import static dev.tributary.event.EventType.TRANSACTIONS_UPDATED;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.mongodb.MongoException;
import dev.tributary.banking.RecordId;
import dev.tributary.banking.store.AccountChanges;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.banking.store.RefreshChanges;
import dev.tributary.event.Event;
import dev.tributary.event.GatewayUri;
import dev.tributary.event.Proof;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.EventsStored;
import dev.tributary.eventstore.InsertOutcome;
import dev.tributary.eventstore.StoredEvent;
import dev.tributary.eventstore.StoredEvent.Pending;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores one {@code bank.transactions.updated.v1} for each account whose transactions a refresh changed. Its dedup key is made
 * of the refresh and the account, so that telling a refresh again stores nothing again.
 */
final class ChangeEvents {

    private static final Logger log = LoggerFactory.getLogger(ChangeEvents.class);
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);
    private static final int BATCH = 100;

    private final BankingStore banking;
    private final EventStore events;
    private final TimeOrderedId ids;
    private final GatewayUri gateway;
    private final Supplier<String> writer;
    private final Consumer<EventsStored> publisher;

    /** @param writer the name of this gateway */
    ChangeEvents(
            BankingStore banking,
            EventStore events,
            TimeOrderedId ids,
            GatewayUri gateway,
            Supplier<String> writer,
            Consumer<EventsStored> publisher) {
        this.banking = banking;
        this.events = events;
        this.ids = ids;
        this.gateway = gateway;
        this.writer = writer;
        this.publisher = publisher;
    }

    /**
     * Tells what was changed by the follow-ups of an event, which have all ended.
     *
     * @return the documented cases of a refresh that it was, for the event itself
     * @throws MongoException if it is not known whether all is stored; telling again completes it
     */
    List<String> tell(Event refresh) {
        RefreshChanges changes = banking.changes(refresh.tenant(), refresh.id());
        if (!changes.isComplete()) {
            log.warn(
                    "Refresh {} changed transactions of more than {} accounts; the others get no event",
                    refresh.id(),
                    RefreshChanges.MAX_ACCOUNTS);
        }
        List<StoredEvent> batch = new ArrayList<>();
        for (AccountChanges account : changes.transactions()) {
            batch.add(StoredEvent.of(event(refresh, account), Pending.FAN_OUT));
            if (batch.size() == BATCH) {
                store(batch);
                batch = new ArrayList<>();
            }
        }
        store(batch);
        return changes.cases().stream().map(RefreshChanges.Case::wireName).toList();
    }

    private void store(List<StoredEvent> batch) {
        if (batch.isEmpty()) {
            return;
        }
        List<InsertOutcome> outcomes = events.insert(batch, writer.get(), MAX_WAIT);
        List<StoredEvent> stored = new ArrayList<>();
        boolean failed = false;
        for (int i = 0; i < outcomes.size(); i++) {
            failed |= outcomes.get(i) instanceof InsertOutcome.Failed;
            if (outcomes.get(i) instanceof InsertOutcome.Stored) {
                stored.add(batch.get(i));
            }
        }
        if (!stored.isEmpty()) {
            publisher.accept(new EventsStored(stored, writer.get(), true));
        }
        if (failed) {
            throw new MongoException("events of changed transactions are not known to be stored");
        }
    }

    private Event event(Event refresh, AccountChanges changes) {
        String id = ids.next();
        return new Event(
                id,
                refresh.source(),
                TRANSACTIONS_UPDATED,
                "accounts/" + changes.accountId(),
                refresh.time(),
                refresh.timeReceived(),
                gateway.schema(TRANSACTIONS_UPDATED),
                changes.accountId(),
                TimeOrderedId.instantOf(id),
                refresh.correlationId(),
                refresh.provider(),
                refresh.providerType(),
                Proof.CONFIRMED,
                refresh.mappingVersion(),
                refresh.tenant(),
                refresh.receiptId(),
                refresh.sourceId(),
                Event.derivedKey(
                        "transactions:" + refresh.id() + ':' + RecordId.of(refresh.sourceId(), changes.accountId())),
                data(refresh, changes));
    }

    private Map<String, Object> data(Event refresh, AccountChanges changes) {
        Map<String, Object> transactions = new LinkedHashMap<>();
        if (changes.from() != null && changes.to() != null) {
            transactions.put("from", changes.from().toString());
            transactions.put("to", changes.to().toString());
        }
        transactions.put("inserted", changes.inserted());
        transactions.put("updated", changes.updated());
        transactions.put("deleted", changes.deleted());
        transactions.put(
                "href",
                gateway.base() + "/api/v1/transactions?accountId=" + URLEncoder.encode(changes.accountId(), UTF_8));
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("account", Map.of("id", changes.accountId()));
        data.put("transactions", transactions);
        String connectionId = refresh.idOf("connection");
        if (connectionId != null) {
            data.put("connection", Map.of("id", connectionId));
        }
        if (refresh.data().get("user") instanceof Map<?, ?> user) {
            data.put("user", user);
        }
        data.put("refresh", Map.of("id", refresh.id()));
        return data;
    }
}
