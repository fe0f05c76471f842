package dev.tributary.mongo;

import static com.mongodb.client.model.Filters.empty;
import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What outstanding work promises to its claimants on every server of the protocol. */
abstract class LeaseQueueContract {

    private static final Instant START = Instant.parse("2026-03-02T10:00:00Z");
    private static final Duration OVER = LeaseQueue.LEASE.plusSeconds(1);

    private Instant now = START;
    private MongoCollection<Document> work;
    private LeaseQueue queue;

    abstract MongoDatabase database();

    @BeforeEach
    void open() {
        work = database().getCollection("work");
        InstantSource time = () -> now;
        queue = new LeaseQueue(work, time.withZone(ZoneOffset.UTC));
    }

    @Test
    void givesOutOnlyWhatIsDueAndMeetsTheCondition() {
        add("a", START.minusSeconds(1));
        add("b", START);
        add("c", START.plusSeconds(1));

        assertThat(queue.claim(eq("kind", "other"), 10)).isEmpty();
        assertThat(ids(queue.claim(eq("kind", "job"), 10))).containsExactlyInAnyOrder("a", "b");
        now = START.plusSeconds(1);
        assertThat(ids(queue.claim(empty(), 10))).containsExactly("c");
    }

    @Test
    void givesOutNoMoreThanTheLimit() {
        IntStream.range(0, 5).forEach(i -> add("w" + i, START));

        assertThat(queue.claim(empty(), 2)).hasSize(2);
        assertThat(queue.claim(empty(), 10)).hasSize(3);
    }

    @Test
    void addsWorkOnceHoweverOftenItIsAdded() {
        add("a", START);
        Document claimed = queue.claim(empty(), 1).get(0);

        queue.add(List.of(
                LeaseQueue.due(new Document("_id", "a"), START), LeaseQueue.due(new Document("_id", "b"), START)));

        assertThat(work.countDocuments()).isEqualTo(2);
        assertThat(ids(work.find(eq("claimToken", token(claimed))).into(new ArrayList<>())))
                .containsExactly("a");
    }

    @Test
    void givesEachWorkToOneClaimantOnly() throws InterruptedException {
        IntStream.range(0, 200).forEach(i -> add("w" + i, START));
        var claimed = new ConcurrentLinkedQueue<String>();
        ExecutorService gateways = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 4; i++) {
            gateways.execute(() -> {
                var own = new LeaseQueue(work, Clock.fixed(START, ZoneOffset.UTC));
                for (int round = 0; round < 40; round++) {
                    claimed.addAll(ids(own.claim(empty(), 10)));
                }
            });
        }
        gateways.shutdown();
        assertThat(gateways.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

        assertThat(claimed).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void givesWorkToAnotherClaimantWhenTheLeaseEndsAndTheFirstOneChangesNothingAnyMore() {
        add("a", START);
        Document first = queue.claim(empty(), 1).get(0);
        assertThat(first.getBoolean(LeaseQueue.LEASE_EXPIRED)).isFalse();
        assertThat(queue.claim(empty(), 1)).isEmpty();

        now = START.plus(OVER);
        Document second = queue.claim(empty(), 1).get(0);
        assertThat(second.getBoolean(LeaseQueue.LEASE_EXPIRED)).isTrue();

        assertThat(queue.renew(List.of("a"), token(first))).isZero();
        assertThat(queue.retry("a", token(first), now, 7)).isFalse();
        queue.release(List.of("a"), List.of(token(first)));
        queue.finish(List.of("a"), List.of(token(first)));
        assertThat(queue.finish("a", token(first))).isFalse();
        assertThat(work.find().first())
                .containsEntry("attempts", 0)
                .containsEntry("claimToken", token(second))
                .containsEntry("leaseUntil", second.get("leaseUntil"));
    }

    @Test
    void keepsWorkFromOthersForAsLongAsItsLeaseIsRenewed() {
        add("a", START);
        Document claimed = queue.claim(empty(), 1).get(0);

        now = START.plus(LeaseQueue.LEASE.minusSeconds(1));
        assertThat(queue.renew(List.of("a"), token(claimed))).isOne();
        now = now.plusSeconds(10);

        assertThat(queue.claim(empty(), 1)).isEmpty();
        assertThat(queue.claim(List.of("a"))).isEmpty();
    }

    @Test
    void makesWorkDueLaterWithTheNumberOfItsAttempts() {
        add("a", START);
        Document claimed = queue.claim(empty(), 1).get(0);

        assertThat(queue.retry("a", token(claimed), START.plusSeconds(5), 3)).isTrue();

        assertThat(queue.claim(empty(), 1)).isEmpty();
        now = START.plusSeconds(5);
        Document again = queue.claim(empty(), 1).get(0);
        assertThat(again).containsEntry("attempts", 3).containsEntry(LeaseQueue.LEASE_EXPIRED, false);
    }

    @Test
    void releasesWorkWithoutAnAttempt() {
        add("a", START);
        Document claimed = queue.claim(empty(), 1).get(0);

        queue.release(List.of("a"), List.of(token(claimed)));

        assertThat(queue.claim(empty(), 1).get(0)).containsEntry("attempts", 0);
    }

    @Test
    void claimsNamedWorkThatIsFreeThoughItIsNotDue() {
        add("later", START.plusSeconds(60));
        add("taken", START);
        queue.claim(empty(), 1);

        assertThat(ids(queue.claim(Set.of("later", "taken", "unknown")))).containsExactly("later");
    }

    @Test
    void removesFinishedWorkOfItsClaimantsOnly() {
        add("a", START);
        add("b", START);
        Document one = queue.claim(empty(), 1).get(0);
        Document other = queue.claim(empty(), 1).get(0);

        queue.finish(List.of("a", "b"), List.of(token(one)));
        assertThat(work.find().into(new ArrayList<>())).extracting("_id").containsExactly(other.get("_id"));
        assertThat(queue.finish(other.getString("_id"), token(other))).isTrue();
        assertThat(work.countDocuments()).isZero();
    }

    private void add(String id, Instant due) {
        queue.add(List.of(LeaseQueue.due(new Document("_id", id).append("kind", "job"), due)));
    }

    private static String token(Document claimed) {
        return claimed.getString("claimToken");
    }

    private static List<String> ids(List<Document> claimed) {
        return claimed.stream().map(document -> document.getString("_id")).toList();
    }
}
