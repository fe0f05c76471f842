package dev.tributary.followup;

import static dev.tributary.followup.PaybookApi.ACCOUNTS;
import static dev.tributary.followup.PaybookApi.CREDENTIAL;
import static dev.tributary.followup.PaybookApi.TRANSACTIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tributary.egress.AnswerMemory;
import dev.tributary.eventstore.StoredEvent.Pending;
import dev.tributary.store.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Providers that answer much and slowly, at the same time, take no memory from the follow-ups of others. */
@Timeout(240)
class FollowUpMemoryTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final List<Duration> SCHEDULE =
            List.of(Duration.ZERO, Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofSeconds(1));
    private static final int MEMORY = 48 << 20;
    /** Buffers grow by the double, and a part is not the answers'. */
    private static final long MAX_HEAP = 2L * MEMORY + (64 << 20);

    private static final int PART = 24 << 20;
    /** Answers of one source that a gateway fetches at a time. */
    private static final int AT_ONCE = 4;

    private final AnswerMemory memory = new AnswerMemory(MEMORY);
    private final PaybookApi api = new PaybookApi();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();
    private long maxHeld;
    private long maxHeap;
    private HttpServer large;
    private FollowUpGateway gateway;

    @BeforeEach
    void start() throws Exception {
        large = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        large.setExecutor(threads);
        large.createContext("/", this::answerMuch);
        large.start();
        gateway = new FollowUpGateway(TestDatabase.embedded(), SCHEDULE, memory)
                .withSource("genuine", api.baseUri(), 100);
    }

    @AfterEach
    void close() {
        end.countDown();
        gateway.close();
        large.stop(0);
        threads.shutdownNow();
        api.close();
    }

    /** Sends many bytes at once, and then one a second until the test lets it end. */
    private void answerMuch(HttpExchange exchange) throws IOException {
        begun.incrementAndGet();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            byte[] block = new byte[64 << 10];
            Arrays.fill(block, (byte) ' ');
            for (int sent = 0; sent < PART; sent += block.length) {
                out.write(block);
            }
            while (!end.await(1, TimeUnit.SECONDS)) {
                out.write(' ');
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "of {0} sources at most {1} bytes")
    @CsvSource({"1, 37848736", "12, 50331648"})
    void boundsTheAnswersInMemoryAndFetchesThoseOfOthers(int sources, long most) {
        long before = heap();
        for (int n = 0; n < sources; n++) {
            gateway.withSource(
                    "large" + n, "http://127.0.0.1:" + large.getAddress().getPort(), 1_000);
            String[] pages = IntStream.range(0, AT_ONCE)
                    .boxed()
                    .flatMap(page -> List.of("account", "/v1/accounts?skip=" + page).stream())
                    .toArray(String[]::new);
            gateway.receive(RefreshedEvents.refreshed("event" + n, "large" + n, pages));
        }
        observeUntil(() -> begun.get() >= sources * AT_ONCE);
        gateway.receive(RefreshedEvents.refreshed(
                "genuine", "genuine", "credential", CREDENTIAL, "account", ACCOUNTS, "transaction", TRANSACTIONS));
        observeUntil(() -> gateway.pending("genuine") == Pending.FAN_OUT);
        long enough = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        observeUntil(() -> System.nanoTime() - enough > 0);

        assertThat(gateway.resources("genuine"))
                .containsExactly("credential fetched 1", "account fetched 6", "transaction fetched 10");
        assertThat(maxHeap - before).as("bytes of the heap in use").isLessThan(MAX_HEAP);
        // one instant may refuse all answers, so that there is no least; that some are refused shows that bytes are
        // counted
        assertThat(maxHeld).isLessThanOrEqualTo(most);
        await().atMost(SOON).untilAsserted(() -> assertThat(ended(sources)).containsOnly("account failed overloaded"));

        end.countDown();
        await().atMost(SOON).until(() -> memory.taken() == 0);
    }

    private void observeUntil(Callable<Boolean> condition) {
        await().atMost(SOON).until(() -> {
            maxHeld = Math.max(maxHeld, memory.taken());
            maxHeap = Math.max(maxHeap, heap());
            return condition.call();
        });
    }

    private List<String> ended(int sources) {
        return IntStream.range(0, sources)
                .mapToObj(n -> gateway.resources("event" + n))
                .flatMap(List::stream)
                .filter(line -> !line.endsWith("pending"))
                .distinct()
                .toList();
    }

    /** What a collection has left; what threads have thrown away since is not a part of it. */
    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(Objects::nonNull)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }
}
