package dev.tributary.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Indexes;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked // absent members are null
class KilledStoreTest {

    private static final int KILLS = "long".equals(System.getProperty("tributary.test.form")) ? 20 : 2;
    private static final int ACKNOWLEDGED = 150;

    @TempDir
    Path folder;

    private final Set<String> present = new HashSet<>();
    private final Set<String> absent = new HashSet<>();
    private final Map<String, Integer> states = new HashMap<>();

    @Test
    void hasAllThatWasAcknowledgedAndNothingByHalvesAfterAKill() throws Exception {
        for (int run = 0; run < KILLS; run++) {
            writeUntilKilled(run);
            try (EmbeddedStore store = new EmbeddedStore(folder);
                    MongoClient client = MongoClients.create(store.uri())) {
                verify(KilledStore.collection(client));
            }
        }
    }

    private void writeUntilKilled(int run) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        KilledStore.class.getName(),
                        folder.toString(),
                        String.valueOf(run))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            int acknowledged = 0;
            String line;
            while ((line = said.readLine()) != null) {
                acknowledged += take(line.split(" ")) ? 1 : 0;
                if (acknowledged == ACKNOWLEDGED) {
                    process.toHandle().destroyForcibly(); // the process itself would close the stream
                }
            }
            assertThat(acknowledged)
                    .as("commands that the killed store has acknowledged")
                    .isGreaterThan(ACKNOWLEDGED - 1);
        }
        process.waitFor();
    }

    private boolean take(String[] words) {
        switch (words[0]) {
            case "inserted" -> present.add(words[1]);
            case "updated" -> states.put(words[1], Integer.valueOf(words[2]));
            case "deleted" -> {
                present.remove(words[1]);
                absent.add(words[1]);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void verify(MongoCollection<Document> documents) {
        List<Document> stored = documents.find().into(new ArrayList<>());
        Map<String, List<Document>> batches =
                stored.stream().collect(Collectors.groupingBy(document -> document.getString("batch")));
        assertThat(batches.values()).allSatisfy(batch -> {
            assertThat(batch).hasSize(KilledStore.BATCH);
            assertThat(batch.stream().map(document -> document.get("state")).distinct())
                    .hasSize(1);
        });
        // The last command of a writer may have been carried out before its answer was read.
        Set<String> missing = new HashSet<>(present);
        missing.removeAll(batches.keySet());
        assertThat(missing).allMatch(this::mayBeDeleted).hasSizeLessThanOrEqualTo(KilledStore.WRITERS * KILLS);
        assertThat(batches.keySet()).doesNotContainAnyElementsOf(absent);
        states.forEach((batch, state) -> {
            if (present.contains(batch)) {
                assertThat(batches.get(batch).get(0)).containsEntry("state", state);
            }
        });
        List<String> ids =
                stored.stream().map(document -> document.getString("_id")).toList();
        for (Bson order :
                List.of(Indexes.ascending("batch"), Indexes.descending("state", "_id"), Indexes.ascending("unique"))) {
            assertThat(documents
                            .find()
                            .sort(order)
                            .map(document -> document.getString("_id"))
                            .into(new ArrayList<>()))
                    .containsExactlyInAnyOrderElementsOf(ids);
        }
        assertThat(documents.estimatedDocumentCount()).isEqualTo(stored.size());
    }

    /** Only what the next but one batch was about to remove. */
    private boolean mayBeDeleted(String batch) {
        return Integer.parseInt(batch.substring(batch.lastIndexOf('-') + 1)) % 3 == 1;
    }
}
