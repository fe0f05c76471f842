package dev.tributary.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.tributary.embedded.EmbeddedStore;
import dev.tributary.event.Event;
import dev.tributary.event.Proof;
import dev.tributary.eventstore.EventQuery;
import dev.tributary.eventstore.EventStore;
import dev.tributary.eventstore.StoredEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Figures of the embedded store alone, with as many events as are asked for: {@code main(folder, events)}. Inserts
 * them by the event store in synced batches of 32 from eight threads, is killed, and measures the next start, the
 * pages of an event list and the bytes of the files after compaction; each in a JVM with {@code -Xmx384m}.
 */
final class EmbeddedStoreFigures {

    private static final int BATCH = 32;
    private static final int THREADS = 8;
    private static final int PAGES = 400;
    private static final int PAGE = 100;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private EmbeddedStoreFigures() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        switch (arguments.length == 3 ? arguments[2] : "all") {
            case "insert" -> insert(folder, count);
            case "read" -> read(folder, count, false);
            case "compacted" -> read(folder, count, true);
            default -> {
                for (String part : List.of("insert", "read", "compacted")) {
                    System.out.println(part);
                    run(folder, count, part);
                }
            }
        }
    }

    private static void run(Path folder, int count, String part) throws IOException, InterruptedException {
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmbeddedStoreFigures.class.getName(),
                        folder.toString(),
                        String.valueOf(count),
                        part)
                .inheritIO()
                .start()
                .waitFor();
    }

    private static void insert(Path folder, int count) throws Exception {
        EmbeddedStore store = new EmbeddedStore(folder);
        EventStore events = events(MongoClients.create(store.uri()));
        AtomicInteger next = new AtomicInteger();
        long began = System.nanoTime();
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            writers.add(new Thread(() -> {
                for (int first = next.getAndAdd(BATCH); first < count; first = next.getAndAdd(BATCH)) {
                    List<StoredEvent> batch = new ArrayList<>();
                    for (int number = first; number < first + BATCH; number++) {
                        batch.add(StoredEvent.of(event(number)));
                    }
                    events.insert(batch, "figures", Duration.ofSeconds(5));
                    if (first % 100_000 < BATCH) {
                        say("  %,d events after %.0f s", first, seconds(began));
                    }
                }
            }));
        }
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }
        say("  inserts a second: %,.0f", count / seconds(began));
        memory();
        new ProcessBuilder("kill", "-9", String.valueOf(ProcessHandle.current().pid()))
                .start()
                .waitFor();
    }

    private static void read(Path folder, int count, boolean compacted) throws IOException {
        long began = System.nanoTime();
        try (EmbeddedStore store = new EmbeddedStore(folder);
                MongoClient client = MongoClients.create(store.uri())) {
            EventStore events = events(client);
            events.find(List.of(id(0)));
            say("  start and first read: %.2f s", seconds(began));
            if (compacted) {
                store.compact();
            }
            pages(events, count);
            say("  bytes of the files for each event: %,d", size(folder) / count);
            memory();
        }
    }

    private static void pages(EventStore events, int count) {
        Histogram micros = new Histogram(3);
        Random random = new Random(1);
        for (int i = 0; i < PAGES; i++) {
            int number = random.nextInt(count - count / 50);
            var query = new EventQuery(
                    tenant(number), null, null, null, null, null, null, null, recorded(number), null, null, PAGE);
            long began = System.nanoTime();
            if (events.find(query).size() != PAGE) {
                throw new IllegalStateException("a page of another size at " + number);
            }
            micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began));
        }
        say(
                "  page of %d events: p50 %.1f ms, p95 %.1f ms, p99 %.1f ms",
                PAGE,
                micros.getValueAtPercentile(50) / 1000.0,
                micros.getValueAtPercentile(95) / 1000.0,
                micros.getValueAtPercentile(99) / 1000.0);
    }

    private static EventStore events(MongoClient client) {
        MongoDatabase database =
                client.getDatabase("tributary").withWriteConcern(WriteConcern.MAJORITY.withJournal(true));
        return new EventStore(EventStore.INDEXES.on(database));
    }

    private static Event event(int number) {
        Random random = new Random(number);
        String payment = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        Map<String, Object> data = Map.of(
                "payment",
                Map.of(
                        "id", payment,
                        "reference", Long.toHexString(random.nextLong()),
                        "amount", Map.of("value", random.nextInt(1_000_000), "currency", "EUR"),
                        "status", random.nextBoolean() ? "settled" : "pending",
                        "note", text(random, 400)));
        return new Event(
                id(number),
                "https://gateway.example/sources/source-" + number % 20,
                number % 3 == 0 ? "bank.payment.updated" : "bank.account.updated",
                payment,
                recorded(number).toString(),
                false,
                "https://gateway.example/schemas/payment/1",
                null,
                recorded(number),
                null,
                "tink",
                "payment:updated",
                Proof.BODY,
                "1",
                tenant(number),
                "receipt-" + number,
                "source-" + number % 20,
                "key-" + payment,
                data);
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append(Integer.toString(random.nextInt(100_000), 36)).append(' ');
        }
        return text.toString();
    }

    private static String tenant(int number) {
        return "tenant-" + number % 10;
    }

    private static Instant recorded(int number) {
        return START.plusMillis(number);
    }

    private static String id(int number) {
        return "%08x-%04x-7000-8000-%012x"
                .formatted(number / 16, number % 16, (number * 2_654_435_761L) & 0xFFFFFFFFFFL);
    }

    private static long size(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            long size = 0;
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                size += Files.size(file);
            }
            return size;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void memory() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"), UTF_8)) {
            if (line.startsWith("VmHWM") || line.startsWith("VmRSS")) {
                say("  %s", line);
            }
        }
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static void say(String format, Object... values) {
        System.out.printf(format + "%n", values);
    }
}
