package dev.tributary.receipt;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;
import static dev.tributary.receipt.CommitDocument.CALLS;
import static dev.tributary.receipt.CommitDocument.KINDS;

import com.mongodb.client.MongoCursor;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.receipt.Receipt.Verdict;
import dev.tributary.receipt.ReceiptStore.Listed;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Reads a page of a tenant's receipts in slices of time that grow while little is found. Some servers sort all that a
 * condition finds before they give out the first document; a slice bounds what they sort, and a page takes a few commands for
 * the first day and one for each later day.
 */
final class ReceiptListReader {

    private static final Duration FIRST_SLICE = Duration.ofSeconds(10);
    private static final int GROWTH = 4;
    /** No slice reaches into another day's collection. */
    private static final Duration LARGEST_SLICE = Duration.ofDays(1);

    /** Two hold a page where commits are full; where each holds one receipt, the page takes several reads. */
    private static final int COMMITS_AT_A_TIME = 16;

    private final ReceiptDayStore days;
    private final String tenant;
    private final @Nullable String sourceId;
    private final @Nullable Verdict verdict;
    private final IdRange ids;

    /** @param ids those of the receipts that are listed */
    ReceiptListReader(
            ReceiptDayStore days, String tenant, @Nullable String sourceId, @Nullable Verdict verdict, IdRange ids) {
        this.days = days;
        this.tenant = tenant;
        this.sourceId = sourceId;
        this.verdict = verdict;
        this.ids = ids;
    }

    List<Listed> page(ListPosition from, int limit) {
        List<Listed> found = new ArrayList<>();
        Instant first = TimeOrderedId.instantOf(from.commitId());
        Duration slice = FIRST_SLICE;
        for (LocalDate day : days.days()) {
            Instant end = end(day);
            Instant at = start(day).isBefore(first) ? first : start(day);
            while (at.isBefore(end) && found.size() < limit) {
                Instant next = at.plus(slice).isBefore(end) ? at.plus(slice) : end;
                read(day, at, next, from, limit, found);
                at = next;
                slice = slice.compareTo(LARGEST_SLICE) < 0 ? slice.multipliedBy(GROWTH) : slice;
            }
        }
        return found;
    }

    /** A commit has the id of its first receipt, so that none behind the range holds one of the range. */
    private Instant end(LocalDate day) {
        Instant next = start(day.plusDays(1));
        Instant before = ids.before() == null ? next : TimeOrderedId.instantOf(ids.before());
        return before.isBefore(next) ? before : next;
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private void read(LocalDate day, Instant at, Instant before, ListPosition from, int limit, List<Listed> found) {
        Bson slice = and(
                eq("tenant", tenant),
                eq(KINDS, CommitDocument.kind(sourceId, verdict)),
                gte("_id", TimeOrderedId.lowest(at)),
                lt("_id", TimeOrderedId.lowest(before)));
        try (MongoCursor<CommitDocument> commits = days.of(day)
                .find(slice)
                .projection(include("tenant", CALLS))
                .sort(ascending("_id"))
                .batchSize(COMMITS_AT_A_TIME)
                .map(CommitDocument::of)
                .cursor()) {
            while (found.size() < limit && commits.hasNext()) {
                add(commits.next(), from, limit, found);
            }
        }
    }

    private void add(CommitDocument commit, ListPosition from, int limit, List<Listed> found) {
        List<Receipt> receipts = commit.receipts();
        IntStream.range(0, receipts.size())
                .filter(i -> from.isBefore(commit.id(), i) && fits(receipts.get(i)))
                .limit(limit - found.size())
                .mapToObj(i -> new Listed(receipts.get(i), new ListPosition(commit.id(), i).toString()))
                .forEach(found::add);
    }

    private boolean fits(Receipt receipt) {
        return receipt.id().compareTo(ids.from()) >= 0
                && (ids.before() == null || receipt.id().compareTo(ids.before()) < 0)
                && (sourceId == null || receipt.sourceId().equals(sourceId))
                && (verdict == null || receipt.verdict() == verdict);
    }
}
