package dev.tributary.erasure;

import dev.tributary.banking.store.BankingStore;
import dev.tributary.banking.store.DocumentStore;
import dev.tributary.delivery.store.ErasedDeliveries;
import dev.tributary.erasure.Erasure.Step;
import dev.tributary.erasure.ErasureStore.Claimed;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.eventstore.EventReader;
import dev.tributary.eventstore.EventReader.Named;
import dev.tributary.eventstore.EventStore;
import dev.tributary.followup.store.FollowUpStore;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.receipt.ReceiptErasureStore;
import dev.tributary.security.privacy.EndUser;
import dev.tributary.security.privacy.UserKeys;
import dev.tributary.view.SavedViewStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of an erasure: the key is destroyed, and when no gateway uses it any more, what names the user is removed page by
 * page. A page that a crash interrupts is done again by the gateway that has the erasure next, and finds what is left.
 */
final class ErasureWork {

    private static final Logger log = LoggerFactory.getLogger(ErasureWork.class);
    private static final int PAGE = 100;
    private static final Duration IDLE = Duration.ofSeconds(2);
    private static final Duration LATER = Duration.ofSeconds(5);
    private static final Duration LAST_KEY_USE = Duration.ofSeconds(UserKeys.LAST_USE_SECONDS);

    /** Where what names a user is stored. */
    record Stores(
            ReceiptErasureStore receipts,
            EventStore events,
            EventReader reader,
            FollowUpStore followUps,
            ErasedDeliveries deliveries,
            BankingStore banking,
            DocumentStore documents,
            SavedViewStore views) {}

    private final ErasureStore erasures;
    private final UserKeys keys;
    private final Stores stores;
    private final Clock clock;

    ErasureWork(ErasureStore erasures, UserKeys keys, Stores stores, Clock clock) {
        this.erasures = erasures;
        this.keys = keys;
        this.stores = stores;
        this.clock = clock;
    }

    Duration round() {
        Optional<Claimed> claimed = erasures.claim();
        claimed.ifPresent(this::work);
        return claimed.isEmpty() ? IDLE : Duration.ofMillis(10);
    }

    private void work(Claimed claimed) {
        try {
            if (claimed.erasure().step() == Step.KEY) {
                destroyKey(claimed);
                return;
            }
            Optional<Claimed> next = Optional.of(claimed);
            while (next.isPresent() && next.get().erasure().step() != Step.DONE) {
                next = remove(next.get());
            }
            next.ifPresent(
                    ended -> log.info("Erasure {} has ended", ended.erasure().id()));
        } catch (RuntimeException e) {
            log.warn(
                    "Erasure {} is continued later, because a page failed: {}",
                    claimed.erasure().id(),
                    e.toString());
            erasures.goOn(claimed, clock.instant().plus(LATER));
        }
    }

    /** What is stored until no gateway uses the key any more counts as before the erasure. */
    void destroyKey(Claimed claimed) {
        String key = claimed.erasure().key();
        if (key != null) {
            keys.destroy(key);
        }
        Instant unused = clock.instant().plus(LAST_KEY_USE);
        erasures.keyDestroyed(claimed, TimeOrderedId.lowest(unused), unused);
    }

    private Optional<Claimed> remove(Claimed claimed) {
        return switch (claimed.erasure().step()) {
            case RECEIPTS -> receipts(claimed);
            case EVENTS -> events(claimed);
            case RECORDS -> records(claimed);
            case KEY, DONE -> Optional.empty();
        };
    }

    private Optional<Claimed> receipts(Claimed claimed) {
        Erasure erasure = claimed.erasure();
        EndUser user = erasure.user();
        ReceiptErasureStore.Page page =
                stores.receipts().remove(user.tenant(), new NamedUser(user), erasure.position(), before(erasure), PAGE);
        return advance(claimed, Step.EVENTS, page.next(), Map.of("receipts", page.found()));
    }

    private Optional<Claimed> events(Claimed claimed) {
        Erasure erasure = claimed.erasure();
        IdPage<Named> page = stores.reader()
                .ofUser(erasure.user(), new IdRange("", true, before(erasure)).after(erasure.position()), PAGE);
        List<String> ids = page.found().stream().map(Named::id).toList();
        long receipts = page.found().stream()
                .map(Named::receiptId)
                .filter(Objects::nonNull)
                .distinct()
                .mapToLong(id -> stores.receipts().remove(erasure.user().tenant(), id))
                .sum();
        if (!ids.isEmpty()) {
            stores.followUps().remove(ids);
            stores.deliveries().end(ids);
            stores.events().remove(ids);
        }
        return advance(claimed, Step.RECORDS, page.next(), Map.of("events", (long) ids.size(), "receipts", receipts));
    }

    private Optional<Claimed> records(Claimed claimed) {
        EndUser user = claimed.erasure().user();
        Map<String, Long> removed = new HashMap<>(stores.banking().remove(user, PAGE));
        removed.put("documents", stores.documents().remove(user, PAGE));
        removed.put("views", stores.views().removeOfUser(user.tenant(), user.id()));
        boolean isMore = removed.values().stream().anyMatch(count -> count == PAGE);
        return erasures.advance(claimed, isMore ? Step.RECORDS : Step.DONE, null, removed);
    }

    private Optional<Claimed> advance(
            Claimed claimed, Step following, @Nullable String position, Map<String, Long> removed) {
        Step step = position == null ? following : claimed.erasure().step();
        return erasures.advance(claimed, step, position, removed);
    }

    private static String before(Erasure erasure) {
        return Objects.requireNonNull(erasure.before());
    }

    /** How much of each kind names a user. */
    Map<String, Long> count(EndUser user, String before) {
        Map<String, Long> counted = new HashMap<>(stores.banking().count(user));
        counted.put("documents", stores.documents().count(user));
        counted.put("views", stores.views().countOfUser(user.tenant(), user.id()));
        counted.put("events", countEvents(user, before));
        counted.put("receipts", countReceipts(user, before));
        return counted;
    }

    private long countEvents(EndUser user, String before) {
        long count = 0;
        IdRange ids = new IdRange("", true, before);
        IdPage<Named> page;
        do {
            page = stores.reader().ofUser(user, ids, PAGE);
            count += page.found().size();
            ids = ids.after(page.next());
        } while (page.next() != null);
        return count;
    }

    private long countReceipts(EndUser user, String before) {
        long count = 0;
        String after = null;
        do {
            ReceiptErasureStore.Page page =
                    stores.receipts().count(user.tenant(), new NamedUser(user), after, before, PAGE);
            count += page.found();
            after = page.next();
        } while (after != null);
        return count;
    }
}
