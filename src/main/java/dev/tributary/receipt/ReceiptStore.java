package dev.tributary.receipt;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;
import static dev.tributary.receipt.CommitDocument.CALLS;
import static java.util.stream.Collectors.groupingBy;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.ReplaceOneModel;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.mongo.BatchInsert;
import dev.tributary.mongo.page.IdRange;
import dev.tributary.receipt.Receipt.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Receipts, one document for those of a tenant in one commit, in one collection for each UTC day. Errors of the driver pass
 * through unchanged.
 */
public final class ReceiptStore {

    /** So often may others change the same commits at the same time. */
    static final int MAX_CONFLICTS = 100;

    private final ReceiptDayStore days;
    private final CommitReader commits;

    /** Makes the indexes of today and tomorrow. */
    public ReceiptStore(MongoDatabase database, Clock clock) {
        this.days = new ReceiptDayStore(database);
        this.commits = new CommitReader(days);
        LocalDate today = ReceiptDayStore.day(clock.instant());
        days.prepare(today);
        days.prepare(today.plusDays(1));
    }

    ReceiptDayStore days() {
        return days;
    }

    /** Stores a batch by one durable write; the ids that are durably there come back. */
    public Set<String> insert(List<Receipt> batch, Duration maxWait) {
        Set<String> durable = new HashSet<>();
        byDay(CommitDocument.of(batch)).forEach((day, commits) -> {
            Set<String> written = BatchInsert.insert(
                    days.of(day), commits.stream().map(CommitDocument::document).toList(), maxWait);
            commits.stream()
                    .filter(commit -> written.contains(commit.id()))
                    .flatMap(commit -> commit.receipts().stream())
                    .forEach(receipt -> durable.add(receipt.id()));
        });
        return durable;
    }

    /**
     * Replaces receipts after the unique index has found some of their events to be known, by one command for the batch.
     *
     * @param batch as it was inserted
     * @param corrected by id
     */
    public void correct(List<Receipt> batch, Map<String, Receipt> corrected) {
        replace(CommitDocument.of(batch).stream()
                .filter(commit -> commit.hasAny(corrected.keySet()))
                .map(commit -> commit.with(corrected))
                .toList());
    }

    /** Replaces one receipt of an earlier commit. */
    public void correct(Receipt corrected) {
        change(corrected.tenant(), Set.of(corrected.id()), receipt -> corrected);
    }

    /**
     * Changes receipts of earlier commits. Others may change the same commits at the same time: a change is made again from
     * what stands there then, and a receipt that is gone stays so.
     *
     * @throws IllegalStateException if others were faster too often; some of the receipts may be changed
     */
    public void change(String tenant, Collection<String> ids, UnaryOperator<Receipt> change) {
        Set<String> left = new TreeSet<>(ids);
        int tries = left.size() + MAX_CONFLICTS;
        while (!left.isEmpty()) {
            if (tries-- == 0) {
                throw new IllegalStateException("receipts of tenant " + tenant + " change again and again: " + left);
            }
            String id = left.iterator().next();
            Optional<Document> read = commitWith(tenant, id);
            if (read.isEmpty() || !change(read.get(), left, change)) {
                left.remove(id);
            }
        }
    }

    /** False where none of these receipts stands in the commit. */
    private boolean change(Document read, Set<String> left, UnaryOperator<Receipt> change) {
        CommitDocument commit = CommitDocument.of(read);
        Map<String, Receipt> changed = new HashMap<>();
        commit.receipts().stream()
                .filter(receipt -> left.contains(receipt.id()))
                .forEach(receipt -> changed.put(receipt.id(), change.apply(receipt)));
        if (!changed.isEmpty()
                && days.of(commit.id())
                                .replaceOne(asRead(read), commit.with(changed).document())
                                .getMatchedCount()
                        == 1) {
            left.removeAll(changed.keySet());
        }
        return !changed.isEmpty();
    }

    /** Fits a commit that was not changed since it was read. */
    static Bson asRead(Document commit) {
        return and(eq("_id", commit.getString("_id")), eq(CALLS, commit.get(CALLS)));
    }

    /** With its body. */
    public Optional<Receipt> find(String tenant, String id) {
        return commitWith(tenant, id).map(CommitDocument::of).flatMap(commit -> commit.receipts().stream()
                .filter(receipt -> receipt.id().equals(id))
                .findFirst());
    }

    /** Several receipts by their ids, with their bodies; those that are gone are left out. */
    public Map<String, Receipt> find(String tenant, Collection<String> ids) {
        return commits.find(tenant, ids, true);
    }

    /** The same without bodies. */
    public Map<String, Receipt> findListed(String tenant, Collection<String> ids) {
        return commits.find(tenant, ids, false);
    }

    /** The commit of a receipt, with its bodies. */
    Optional<Document> commitWith(String tenant, String id) {
        return commits.commitOf(tenant, id).flatMap(commits::document);
    }

    /**
     * A receipt in a list, without its body.
     *
     * @param position where it stands; a page may begin behind it
     */
    public record Listed(Receipt receipt, String position) {}

    /** Which receipts are listed; a null member means any. */
    public record Filters(
            String tenant,
            @Nullable String provider,
            @Nullable String sourceId,
            @Nullable Verdict verdict) {}

    /**
     * A page of a tenant's receipts by commit and id. Ids are time-ordered, so that is oldest first, but for commits that
     * were collected at the same time.
     *
     * @param after the last position of the page before, or null
     * @throws IllegalArgumentException if {@code after} is not a position
     */
    public List<Listed> find(
            String tenant, @Nullable String sourceId, @Nullable Verdict verdict, @Nullable String after, int limit) {
        return find(new Filters(tenant, null, sourceId, verdict), IdRange.ALL, after, limit);
    }

    /** The same, of the receipts with ids in a range, in its order. */
    public List<Listed> find(Filters filters, IdRange ids, @Nullable String after, int limit) {
        ListPosition position = after == null ? null : ListPosition.parse(after);
        return new ReceiptListReader(days, filters, ids).page(position, limit);
    }

    /** What the sweep has to know of an accepted receipt. */
    public record Accepted(String id, String tenant, List<String> eventIds) {}

    /** The accepted receipts of one commit, which may be none. */
    public record Commit(String id, List<Accepted> accepted) {}

    /**
     * A page of the commits of all tenants whose ids were minted in {@code [from, before)}, oldest first.
     *
     * @param after the last id of the page before, or null
     */
    public List<Commit> commitsBetween(Instant from, Instant before, @Nullable String after, int limit) {
        Instant start = after == null ? from : TimeOrderedId.instantOf(after);
        Bson range = and(
                after == null ? gte("_id", TimeOrderedId.lowest(from)) : gt("_id", after),
                lt("_id", TimeOrderedId.lowest(before)));
        List<Commit> commits = new ArrayList<>();
        for (LocalDate day : days.days(start, before)) {
            if (commits.size() < limit) {
                days.of(day)
                        .find(range)
                        .projection(include("tenant", CALLS))
                        .sort(ascending("_id"))
                        .limit(limit - commits.size())
                        .map(document -> accepted(CommitDocument.of(document)))
                        .into(commits);
            }
        }
        return commits;
    }

    private static Commit accepted(CommitDocument commit) {
        return new Commit(
                commit.id(),
                commit.receipts().stream()
                        .filter(receipt -> receipt.verdict() == Verdict.ACCEPTED)
                        .map(receipt -> new Accepted(receipt.id(), receipt.tenant(), receipt.eventIds()))
                        .toList());
    }

    private void replace(List<CommitDocument> commits) {
        byDay(commits).forEach((day, changed) -> days.of(day)
                .bulkWrite(
                        changed.stream()
                                .map(commit -> new ReplaceOneModel<>(eq("_id", commit.id()), commit.document()))
                                .toList(),
                        new BulkWriteOptions().ordered(false)));
    }

    private static Map<LocalDate, List<CommitDocument>> byDay(List<CommitDocument> commits) {
        return commits.stream().collect(groupingBy(commit -> ReceiptDayStore.day(commit.id())));
    }
}
