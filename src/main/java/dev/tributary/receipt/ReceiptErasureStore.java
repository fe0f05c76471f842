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
import java.util.function.Predicate;
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
        return page(tenant, after, before, commits, (day, commit) -> count(commit, which));
    }

    /** As {@link #count}, and removes them: a commit keeps its other receipts. Done again, it finds none. */
    public Page remove(String tenant, Predicate<Receipt> which, @Nullable String after, String before, int commits) {
        return page(tenant, after, before, commits, (day, commit) -> remove(days.of(day), commit, which));
    }

    /** Removes one receipt; returns 0 where there is none, else 1. */
    public long remove(String tenant, String id) {
        return receipts.commitWith(tenant, id)
                .map(commit -> remove(
                        days.of(commit.id()), commit, receipt -> receipt.id().equals(id)))
                .orElse(0L);
    }

    private interface Step {
        long run(LocalDate day, CommitDocument commit);
    }

    private Page page(String tenant, @Nullable String after, String before, int commits, Step step) {
        Bson all = and(eq("tenant", tenant), eq(CommitDocument.KINDS, CommitDocument.kind(null, null, null)));
        LocalDate from = after == null ? LocalDate.MIN : ReceiptDayStore.day(after);
        for (LocalDate day : days.days()) {
            if (day.isBefore(from) || day.isAfter(ReceiptDayStore.day(before))) {
                continue;
            }
            IdRange ids = new IdRange("", true, before).after(after);
            IdPage<CommitDocument> page = new IdOrderedReader(days.of(day))
                    .page(
                            new IdQuery(
                                    ids,
                                    all,
                                    null,
                                    include("tenant", CommitDocument.CALLS, CommitDocument.BODIES),
                                    commits),
                            CommitDocument::of);
            if (page.next() != null || !page.found().isEmpty()) {
                long found = page.found().stream()
                        .mapToLong(commit -> step.run(day, commit))
                        .sum();
                return new Page(found, page.next() == null ? end(day) : page.next());
            }
        }
        return new Page(0, null);
    }

    private static String end(LocalDate day) {
        return TimeOrderedId.lowest(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    private static long count(CommitDocument commit, Predicate<Receipt> which) {
        return commit.receipts().stream().filter(which).count();
    }

    private long remove(MongoCollection<Document> collection, CommitDocument commit, Predicate<Receipt> which) {
        List<String> rejected = commit.receipts().stream()
                .filter(receipt -> receipt.verdict() == Verdict.REJECTED && which.test(receipt))
                .map(Receipt::id)
                .toList();
        if (!rejected.isEmpty()) {
            proofs.remove(commit.tenant(), rejected);
        }
        List<Receipt> kept = commit.receipts().stream().filter(which.negate()).toList();
        if (kept.isEmpty()) {
            collection.deleteOne(eq("_id", commit.id()));
        } else if (kept.size() < commit.receipts().size()) {
            var left = new CommitDocument(commit.id(), commit.tenant(), kept);
            collection.replaceOne(eq("_id", commit.id()), left.document());
        }
        return (long) commit.receipts().size() - kept.size();
    }
}
