package dev.tributary.receipt;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoCollection;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.mongo.page.IdOrderedReader;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.page.IdQuery;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.rejected.RejectedProofStore;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Finds receipts by what is in their bodies, and removes them. Errors of the driver pass through unchanged. */
public final class ReceiptErasureStore {

    private final ReceiptStore receipts;
    private final ReceiptDayStore days;
    private final RejectedProofStore proofs;

    ReceiptErasureStore(ReceiptStore receipts, RejectedProofStore proofs) {
        this.receipts = receipts;
        this.days = receipts.days();
        this.proofs = proofs;
    }

    /**
     * What was looked at.
     *
     * @param found how many receipts were among it that were looked for
     * @param next where to go on; null at the end
     */
    public record Page(long found, @Nullable String next) {}

    /** Counts receipts of a tenant among some commits behind a position, older than an id. */
    public Page count(String tenant, Predicate<Receipt> which, @Nullable String after, String before, int commits) {
        return page(tenant, after, before, commits, commit -> count(commit, which));
    }

    /** As {@link #count}, and removes them: a commit keeps its other receipts. Done again, it finds none. */
    public Page remove(String tenant, Predicate<Receipt> which, @Nullable String after, String before, int commits) {
        return page(tenant, after, before, commits, commit -> remove(commit, which));
    }

    /** Removes one receipt; returns 0 where there is none, else 1. */
    public long remove(String tenant, String id) {
        return receipts.commitWith(tenant, id)
                .map(commit -> remove(commit, receipt -> receipt.id().equals(id)))
                .orElse(0L);
    }

    private Page page(
            String tenant, @Nullable String after, String before, int commits, ToLongFunction<Document> step) {
        Bson all = and(eq("tenant", tenant), eq(CommitDocument.KINDS, CommitDocument.kind(null, null, null)));
        LocalDate from = after == null ? LocalDate.MIN : ReceiptDayStore.day(after);
        for (LocalDate day : days.days()) {
            if (day.isBefore(from) || day.isAfter(ReceiptDayStore.day(before))) {
                continue;
            }
            IdRange ids = new IdRange("", true, before).after(after);
            IdPage<Document> page = new IdOrderedReader(days.of(day))
                    .page(
                            new IdQuery(
                                    ids,
                                    all,
                                    null,
                                    include("tenant", CommitDocument.CALLS, CommitDocument.BODIES),
                                    commits),
                            Function.identity());
            if (page.next() != null || !page.found().isEmpty()) {
                long found = page.found().stream().mapToLong(step).sum();
                return new Page(found, page.next() == null ? end(day) : page.next());
            }
        }
        return new Page(0, null);
    }

    private static String end(LocalDate day) {
        return TimeOrderedId.lowest(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    private static long count(Document commit, Predicate<Receipt> which) {
        return CommitDocument.of(commit).receipts().stream().filter(which).count();
    }

    /**
     * Others may change the commit at the same time, also to remove receipts: it is then done again with what stands there.
     *
     * @throws IllegalStateException if others were faster too often
     */
    private long remove(Document read, Predicate<Receipt> which) {
        Optional<Document> commit = Optional.of(read);
        for (int tries = 0; tries < ReceiptStore.MAX_CONFLICTS; tries++) {
            if (commit.isEmpty()) {
                return 0;
            }
            CommitDocument before = CommitDocument.of(commit.get());
            List<Receipt> removed = before.receipts().stream().filter(which).toList();
            if (removed.isEmpty() || isRemoved(removed, before, ReceiptStore.asRead(commit.get()))) {
                return removed.size();
            }
            commit = Optional.ofNullable(
                    days.of(before.id()).find(eq("_id", before.id())).first());
        }
        throw new IllegalStateException("a commit changes again and again: " + read.getString("_id"));
    }

    private boolean isRemoved(List<Receipt> removed, CommitDocument commit, Bson asRead) {
        List<String> rejected = removed.stream()
                .filter(receipt -> receipt.verdict() == Verdict.REJECTED)
                .map(Receipt::id)
                .toList();
        if (!rejected.isEmpty()) {
            proofs.remove(commit.tenant(), rejected);
        }
        MongoCollection<Document> day = days.of(commit.id());
        List<Receipt> kept = commit.receipts().stream()
                .filter(receipt -> !removed.contains(receipt))
                .toList();
        if (kept.isEmpty()) {
            return day.deleteOne(asRead).getDeletedCount() == 1;
        }
        var left = new CommitDocument(commit.id(), commit.tenant(), kept);
        return day.replaceOne(asRead, left.document()).getMatchedCount() == 1;
    }
}
