package dev.tributary.security.secret;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import dev.tributary.platform.UnusableConfigurationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts the secrets of a collection again with the first master key, a page of documents at a time. Each is replaced only
 * where it still stands as it was read, so that a change by a gateway is never overwritten. Errors of the driver pass through.
 */
public final class RotationWriter {

    private static final int PAGE = 50;

    private final MongoDatabase database;
    private final SecretCipher cipher;

    public RotationWriter(MongoDatabase database, SecretCipher cipher) {
        this.database = database;
        this.cipher = cipher;
    }

    /** Encrypts again what stands behind an id; gives the last id that was looked at, or null at the end. */
    @Nullable
    String page(SecretMembers where, @Nullable String after, RotationCount count) {
        MongoCollection<Document> rows = database.getCollection(where.collection());
        List<String> read = where.members().stream()
                .map(member -> member.replaceFirst("\\..*", ""))
                .distinct()
                .toList();
        List<Document> page = rows.find(gt("_id", after == null ? "" : after))
                .projection(include(read))
                .sort(ascending("_id"))
                .limit(PAGE)
                .into(new ArrayList<>());
        List<UpdateOneModel<Document>> changes =
                page.stream().flatMap(row -> change(where, row, count).stream()).toList();
        if (!changes.isEmpty()) {
            BulkWriteResult written = rows.bulkWrite(changes, new BulkWriteOptions().ordered(false));
            count.written(written.getMatchedCount(), changes.size());
        }
        return page.size() < PAGE ? null : page.get(PAGE - 1).getString("_id");
    }

    /** Each member is replaced where it still is what was read. */
    private Optional<UpdateOneModel<Document>> change(SecretMembers where, Document row, RotationCount count) {
        String id = row.getString("_id");
        List<Bson> asRead = new ArrayList<>(List.of(eq("_id", id)));
        List<Bson> changes = new ArrayList<>();
        Map<String, @Nullable Object> rotated = new LinkedHashMap<>(); // a member may hold several secrets
        for (String path : where.members()) {
            String[] names = path.split("\\.", 2);
            Object before = rotated.containsKey(names[0]) ? rotated.get(names[0]) : row.get(names[0]);
            rotated.put(names[0], again(before, names.length < 2 ? "" : names[1], where.ownerOf(id), count));
        }
        rotated.forEach((name, fresh) -> {
            if (!Objects.equals(row.get(name), fresh)) {
                asRead.add(eq(name, row.get(name)));
                changes.add(set(name, fresh));
            }
        });
        return changes.isEmpty() ? Optional.empty() : Optional.of(new UpdateOneModel<>(and(asRead), combine(changes)));
    }

    /** A value with the secrets behind a path encrypted again; equal to the value where there are none. */
    private @Nullable Object again(@Nullable Object value, String path, String owner, RotationCount count) {
        if (value instanceof List<?> list) {
            List<@Nullable Object> fresh = new ArrayList<>();
            list.forEach(element -> fresh.add(again(element, path, owner, count)));
            return fresh;
        }
        if (value instanceof Document document && !path.isEmpty()) {
            String[] names = path.split("\\.", 2);
            Object below = document.get(names[0]);
            return below == null
                    ? document
                    : new Document(document)
                            .append(names[0], again(below, names.length < 2 ? "" : names[1], owner, count));
        }
        return value instanceof String stored && path.isEmpty() ? again(stored, owner, count) : value;
    }

    private String again(String stored, String owner, RotationCount count) {
        if (cipher.isCurrent(stored)) {
            return stored;
        }
        try {
            return cipher.encrypt(owner, cipher.decrypt(owner, stored));
        } catch (UnusableConfigurationException e) {
            count.unreadable(String.valueOf(e.getMessage()), owner);
            return stored;
        }
    }
}
