package dev.tributary.erasure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.mongodb.client.MongoDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/** Searches every byte of every document of every collection; binary values that are deflated are searched inflated, too. */
final class RawSearch {

    private final MongoDatabase database;

    RawSearch(MongoDatabase database) {
        this.database = database;
    }

    /** Where the values are, as {@code collection: value}; each place once. */
    List<String> find(Collection<String> values) {
        List<String> found = new ArrayList<>();
        for (String collection : database.listCollectionNames()) {
            for (String value : values) {
                if (contains(collection, value)) {
                    found.add(collection + ": " + value);
                }
            }
        }
        return found;
    }

    /** How many documents all collections have together. */
    long documents() {
        long count = 0;
        for (String collection : database.listCollectionNames()) {
            count += database.getCollection(collection).countDocuments();
        }
        return count;
    }

    /** How many documents a collection has, of what is encrypted and which no search finds. */
    long count(String collection) {
        return database.getCollection(collection).countDocuments();
    }

    private boolean contains(String collection, String value) {
        String bytes = new String(value.getBytes(UTF_8), ISO_8859_1);
        for (RawBsonDocument document :
                database.getCollection(collection, RawBsonDocument.class).find()) {
            byte[] raw = new byte[document.getByteBuffer().remaining()];
            document.getByteBuffer().get(raw);
            if (new String(raw, ISO_8859_1).contains(bytes) || isInDeflated(document, bytes)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isInDeflated(BsonDocument document, String bytes) {
        for (BsonValue value : document.values()) {
            if (value instanceof BsonBinary binary
                    && new String(inflated(binary.getData()), ISO_8859_1).contains(bytes)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] inflated(byte[] data) {
        var inflater = new Inflater(true);
        try (var inflate = new InflaterInputStream(new ByteArrayInputStream(data), inflater)) {
            return inflate.readAllBytes();
        } catch (IOException e) {
            return new byte[0]; // it is not deflated
        } finally {
            inflater.end();
        }
    }
}
