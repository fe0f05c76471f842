package dev.tributary.receipt;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.nin;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.mongo.retention.Expired;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bson.Document;

/** One collection of receipts for each UTC day, so that a day past its retention is dropped and not deleted one by one. */
final class ReceiptDayStore {

    private static final String PREFIX = "receipts_";
    private static final Pattern NAME = Pattern.compile(PREFIX + "\\d{8}");
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

    private final MongoDatabase database;

    ReceiptDayStore(MongoDatabase database) {
        this.database = database;
    }

    MongoCollection<Document> of(LocalDate day) {
        return database.getCollection(PREFIX + DAY.format(day));
    }

    /** The collection of a commit, by its id. */
    MongoCollection<Document> of(String commitId) {
        return of(day(commitId));
    }

    /** Makes the indexes of a day, and with them its collection. A second call changes nothing. */
    void prepare(LocalDate day) {
        of(day).createIndex(ascending("tenant", CommitDocument.KINDS, "_id"));
    }

    /** The days that have a collection, in their order. */
    NavigableSet<LocalDate> days() {
        NavigableSet<LocalDate> days = new TreeSet<>();
        for (String name : database.listCollectionNames()) {
            if (NAME.matcher(name).matches()) {
                days.add(LocalDate.parse(name.substring(PREFIX.length()), DAY));
            }
        }
        return days;
    }

    /** Those that may hold ids of this time. Only a range of more than two days asks the server. */
    List<LocalDate> days(Instant from, Instant to) {
        LocalDate first = day(from);
        LocalDate last = day(to);
        if (first.plusDays(1).isBefore(last)) {
            return days().stream()
                    .filter(day -> !day.isBefore(first) && !day.isAfter(last))
                    .toList();
        }
        List<LocalDate> days = new ArrayList<>(List.of(first));
        if (last.isAfter(first)) {
            days.add(last);
        }
        return days;
    }

    /** Drops each day before this one; returns those that were dropped. */
    List<LocalDate> dropBefore(LocalDate first) {
        List<LocalDate> past =
                days().stream().filter(day -> day.isBefore(first)).toList();
        past.forEach(day -> of(day).drop());
        return past;
    }

    /** Removes a batch of a day's commits; gives how many were removed. */
    int remove(LocalDate day, Expired expired, int limit) {
        List<String> commits = of(day).find(
                        expired.tenant() == null ? nin("tenant", expired.others()) : eq("tenant", expired.tenant()))
                .projection(include("_id"))
                .limit(limit)
                .map(document -> document.getString("_id"))
                .into(new ArrayList<>());
        if (!commits.isEmpty()) {
            of(day).deleteMany(in("_id", commits));
        }
        return commits.size();
    }

    static LocalDate day(String id) {
        return day(TimeOrderedId.instantOf(id));
    }

    static LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }
}
