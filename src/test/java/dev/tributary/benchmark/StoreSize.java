package dev.tributary.benchmark;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** How much a stopped target left. */
final class StoreSize {

    private StoreSize() {}

    /** @return bytes of all collections and indexes as the server reports them, or of the embedded store's files */
    static double bytes(@Nullable String server, String database, Path folder) throws IOException {
        if (server == null) {
            try (Stream<Path> files = Files.walk(folder)) {
                return files.filter(Files::isRegularFile)
                        .filter(file -> !file.endsWith("log"))
                        .mapToLong(StoreSize::size)
                        .sum();
            }
        }
        try (MongoClient client = MongoClients.create(server)) {
            Document stats = client.getDatabase(database).runCommand(new Document("dbStats", 1));
            return Stream.of("storageSize", "indexSize")
                    .mapToDouble(name -> stats.get(name, Number.class).doubleValue())
                    .sum();
        }
    }

    static long documents(MongoDatabase database) {
        long documents = 0;
        for (String collection : database.listCollectionNames()) {
            documents += database.getCollection(collection).countDocuments();
        }
        return documents;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
