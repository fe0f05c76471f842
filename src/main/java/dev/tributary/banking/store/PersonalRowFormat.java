package dev.tributary.banking.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.event.PersonalMembers;
import dev.tributary.security.privacy.EndUser;
import dev.tributary.security.privacy.Opener;
import dev.tributary.security.privacy.PersonalData;
import dev.tributary.security.privacy.UserKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bson.Document;
import org.bson.types.Binary;

/**
 * Columns of text whose values are personal: the mask stands in their place, and their values are encrypted together in {@code
 * sealed}, with the key that {@code userkey} names. Their hashes stand in {@code hashes}, for analysts.
 *
 * @param columns their names
 * @param showsThem whether readers get the values
 */
record PersonalRowFormat(PersonalData personal, List<String> columns, boolean showsThem) {

    static final String KEY = "userkey";

    private static final String SEALED = "sealed";
    private static final byte[] NOTHING = {};

    static PersonalRowFormat of(PersonalData personal, String... columns) {
        return new PersonalRowFormat(personal, List.of(columns), true);
    }

    PersonalRowFormat masked() {
        return new PersonalRowFormat(personal, columns, false);
    }

    Map<EndUser, UserKey> keys(Set<EndUser> users) {
        return users.isEmpty() ? Map.of() : personal.keys(users);
    }

    /** Encrypts the columns that have a value. */
    void seal(Document row, UserKey key) {
        var values = new Document();
        var hashes = new Document();
        for (String column : columns) {
            Object value = row.get(column);
            if (value != null) {
                values.append(column, value);
                hashes.append(column, key.hashOf(value));
                row.put(column, PersonalMembers.MASK);
            }
        }
        if (!values.isEmpty()) {
            row.append(KEY, key.name())
                    .append("hashes", hashes)
                    .append(
                            SEALED,
                            new Binary(key.seal(place(row), values.toJson().getBytes(UTF_8))));
        }
    }

    /** The rows with the values of their columns, as far as these are shown and not erased. */
    List<Document> open(List<Document> rows) {
        if (!showsThem) {
            rows.forEach(
                    row -> columns.forEach(column -> row.computeIfPresent(column, (name, v) -> PersonalMembers.MASK)));
            return rows;
        }
        Opener opener = opener(rows);
        for (Document row : rows) {
            Binary sealed = row.get(SEALED, Binary.class);
            byte[] values = sealed == null
                    ? NOTHING
                    : opener.open(place(row), row.getString(KEY), sealed.getData())
                            .bytes();
            if (values.length > 0) {
                row.putAll(Document.parse(new String(values, UTF_8)));
            }
        }
        return rows;
    }

    Opener opener(List<Document> rows) {
        return personal.opener(rows.stream()
                .map(row -> row.getString(KEY))
                .filter(Objects::nonNull)
                .toList());
    }

    static String place(Document row) {
        return PersonalData.place(row.getString("tenant"), row.getString("_id"));
    }
}
