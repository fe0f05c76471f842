package dev.tributary.receipt;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.descending;
import static dev.tributary.receipt.CommitDocument.CALLS;
import static dev.tributary.receipt.CommitDocument.KINDS;
import static dev.tributary.receipt.CommitDocument.LAST;

import dev.tributary.event.TimeOrderedId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Finds the commits that receipts stand in, by the ids of the receipts. */
final class CommitReader {

    private final ReceiptDayStore days;

    CommitReader(ReceiptDayStore days) {
        this.days = days;
    }

    /** Without bodies. Its id is that of a receipt minted before this one, by no more than the spread of a commit. */
    Optional<CommitDocument> commitOf(String tenant, String id) {
        if (!ListPosition.isId(id)) {
            return Optional.empty();
        }
        Instant minted = TimeOrderedId.instantOf(id);
        Instant earliest = minted.minus(CommitDocument.MAX_SPREAD);
        return days.days(earliest, minted).stream()
                .flatMap(day -> days
                        .of(day)
                        .find(around(tenant, earliest, id, id))
                        .projection(include("tenant", CALLS))
                        .sort(descending("_id"))
                        .map(CommitDocument::of)
                        .into(new ArrayList<>())
                        .stream())
                .filter(commit -> commit.hasAny(Set.of(id)))
                .findFirst();
    }

    /** With its bodies. */
    Optional<Document> document(CommitDocument commit) {
        return Optional.ofNullable(
                days.of(commit.id()).find(eq("_id", commit.id())).first());
    }

    /** Several receipts by their ids; those that are gone are left out. Ids that lie near one another cost two commands. */
    Map<String, Receipt> find(String tenant, Collection<String> ids, boolean bodies) {
        Map<String, Receipt> found = new HashMap<>();
        Set<String> near = new TreeSet<>();
        Instant end = Instant.MIN;
        for (String id : new TreeSet<>(ids)) {
            if (!ListPosition.isId(id)) {
                continue;
            }
            Instant minted = TimeOrderedId.instantOf(id);
            if (minted.isAfter(end)) {
                addNear(tenant, near, bodies, found);
                near = new TreeSet<>();
                end = minted.plus(CommitDocument.MAX_SPREAD);
            }
            near.add(id);
        }
        addNear(tenant, near, bodies, found);
        return found;
    }

    private void addNear(String tenant, Set<String> ids, boolean bodies, Map<String, Receipt> found) {
        if (ids.isEmpty()) {
            return;
        }
        String first = Collections.min(ids);
        String last = Collections.max(ids);
        Instant earliest = TimeOrderedId.instantOf(first).minus(CommitDocument.MAX_SPREAD);
        for (LocalDate day : days.days(earliest, TimeOrderedId.instantOf(last))) {
            List<CommitDocument> commits = days
                    .of(day)
                    .find(around(tenant, earliest, first, last))
                    .projection(include("tenant", CALLS))
                    .map(CommitDocument::of)
                    .into(new ArrayList<>())
                    .stream()
                    .filter(commit -> commit.hasAny(ids))
                    .toList();
            Iterable<CommitDocument> read = commits;
            if (bodies && !commits.isEmpty()) {
                List<String> names = commits.stream().map(CommitDocument::id).toList();
                read = days.of(day).find(in("_id", names)).map(CommitDocument::of);
            }
            read.forEach(commit -> commit.receipts().stream()
                    .filter(receipt -> ids.contains(receipt.id()))
                    .forEach(receipt -> found.put(receipt.id(), receipt)));
        }
    }

    private static Bson around(String tenant, Instant earliest, String first, String last) {
        return and(
                eq("tenant", tenant),
                eq(KINDS, CommitDocument.kind(null, null, null)),
                lte("_id", last),
                gte("_id", TimeOrderedId.lowest(earliest)),
                gte(LAST, first));
    }
}
