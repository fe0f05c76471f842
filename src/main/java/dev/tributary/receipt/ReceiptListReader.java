package dev.tributary.receipt;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;
import static dev.tributary.receipt.CommitDocument.CALLS;
import static dev.tributary.receipt.CommitDocument.KINDS;

import com.mongodb.client.MongoCursor;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.mongo.page.ListOrder;
import dev.tributary.receipt.ReceiptStore.Filters;
import dev.tributary.receipt.ReceiptStore.Listed;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.bson.Document;
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

    /** What a provider or a source can be called: a {@link CommitDocument#kind} has the other characters between filters. */
    private static final Pattern NAME = Pattern.compile("[^ @][^ ]*");

    private final ReceiptDayStore days;
    private final Filters filters;
    private final IdRange ids;

    /** @param ids those of the receipts that are listed, in their order */
    ReceiptListReader(ReceiptDayStore days, Filters filters, IdRange ids) {
        this.days = days;
        this.filters = filters;
        this.ids = ids;
    }

    /** @param after where the page before ended; null for the first page */
    List<Listed> page(@Nullable ListPosition after, int limit) {
        List<Listed> found = new ArrayList<>();
        if (isImpossible()) {
            return found;
        }
        if (ids.order() == ListOrder.DESCENDING) {
            newestFirst(after, limit, found);
        } else {
            oldestFirst(after, limit, found);
        }
        return found;
    }

    /** Such a list would be read to its end: its kind is that of another list, or none of its kind fits. */
    private boolean isImpossible() {
        return isNoName(filters.provider()) || isNoName(filters.sourceId()) || isOfAnotherProvider();
    }

    private static boolean isNoName(@Nullable String text) {
        return text != null && !NAME.matcher(text).matches();
    }

    /** A source has one provider for ever, which any of its receipts tells. */
    private boolean isOfAnotherProvider() {
        if (filters.provider() == null || filters.sourceId() == null) {
            return false;
        }
        var ofSource = new Filters(filters.tenant(), null, filters.sourceId(), null);
        return new ReceiptListReader(days, ofSource, ids)
                .page(null, 1).stream()
                        .anyMatch(listed -> !listed.receipt().provider().equals(filters.provider()));
    }

    private void oldestFirst(@Nullable ListPosition after, int limit, List<Listed> found) {
        Instant first = after == null ? first() : after.at();
        Duration slice = FIRST_SLICE;
        for (LocalDate day : days.days()) {
            Instant end = end(day);
            Instant at = start(day).isBefore(first) ? first : start(day);
            while (at.isBefore(end) && found.size() < limit) {
                Instant next = at.plus(slice).isBefore(end) ? at.plus(slice) : end;
                read(day, at, next, after, limit, found);
                at = next;
                slice = grown(slice);
            }
        }
    }

    private void newestFirst(@Nullable ListPosition after, int limit, List<Listed> found) {
        Instant first = first();
        Duration slice = FIRST_SLICE;
        for (LocalDate day : days.days().descendingSet()) {
            Instant begin = start(day).isBefore(first) ? first : start(day);
            Instant end = found.size() < limit ? newest(day, begin, endOf(day, after)) : begin;
            while (begin.isBefore(end) && found.size() < limit) {
                Instant at = end.minus(slice).isAfter(begin) ? end.minus(slice) : begin;
                read(day, at, end, after, limit, found);
                end = at;
                slice = grown(slice);
            }
        }
    }

    /** The commit of the position itself may hold more receipts of the list. */
    private Instant endOf(LocalDate day, @Nullable ListPosition after) {
        Instant end = end(day);
        Instant last = after == null ? end : after.at().plusMillis(1);
        return last.isBefore(end) ? last : end;
    }

    /** Just behind the newest commit of a part of a day, of any tenant; the start of the part where it has none. */
    private Instant newest(LocalDate day, Instant begin, Instant end) {
        if (!begin.isBefore(end)) {
            return begin;
        }
        Document newest = days.of(day)
                .find(and(gte("_id", TimeOrderedId.lowest(begin)), lt("_id", TimeOrderedId.lowest(end))))
                .projection(include("_id"))
                .sort(descending("_id"))
                .first();
        return newest == null
                ? begin
                : TimeOrderedId.instantOf(newest.getString("_id")).plusMillis(1);
    }

    private static Duration grown(Duration slice) {
        return slice.compareTo(LARGEST_SLICE) < 0 ? slice.multipliedBy(GROWTH) : slice;
    }

    /** When the first commit of the range may have begun, which is before its first receipt. */
    private Instant first() {
        return ids.from().isEmpty()
                ? Instant.EPOCH
                : TimeOrderedId.instantOf(ids.from()).minus(CommitDocument.MAX_SPREAD);
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

    private void read(
            LocalDate day, Instant at, Instant before, @Nullable ListPosition after, int limit, List<Listed> found) {
        Bson slice = and(
                eq("tenant", filters.tenant()),
                eq(KINDS, CommitDocument.kind(filters.provider(), filters.sourceId(), filters.verdict())),
                gte("_id", TimeOrderedId.lowest(at)),
                lt("_id", TimeOrderedId.lowest(before)));
        try (MongoCursor<CommitDocument> commits = days.of(day)
                .find(slice)
                .projection(include("tenant", CALLS))
                .sort(ids.order() == ListOrder.ASCENDING ? ascending("_id") : descending("_id"))
                .batchSize(COMMITS_AT_A_TIME)
                .map(CommitDocument::of)
                .cursor()) {
            while (found.size() < limit && commits.hasNext()) {
                add(commits.next(), after, limit, found);
            }
        }
    }

    private void add(CommitDocument commit, @Nullable ListPosition after, int limit, List<Listed> found) {
        List<Receipt> receipts = commit.receipts();
        int count = receipts.size();
        IntStream.range(0, count)
                .map(i -> ids.order() == ListOrder.ASCENDING ? i : count - 1 - i)
                .filter(i -> (after == null || after.isBefore(commit.id(), i, ids.order())) && fits(receipts.get(i)))
                .limit(limit - found.size())
                .mapToObj(i -> new Listed(receipts.get(i), new ListPosition(commit.id(), i).toString()))
                .forEach(found::add);
    }

    private boolean fits(Receipt receipt) {
        return receipt.id().compareTo(ids.from()) >= 0
                && (ids.before() == null || receipt.id().compareTo(ids.before()) < 0)
                && (filters.provider() == null || receipt.provider().equals(filters.provider()))
                && (filters.sourceId() == null || receipt.sourceId().equals(filters.sourceId()))
                && (filters.verdict() == null || receipt.verdict() == filters.verdict());
    }
}
