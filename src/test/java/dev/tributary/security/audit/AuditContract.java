package dev.tributary.security.audit;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.tributary.event.TimeOrderedId;
import dev.tributary.mongo.retention.Expired;
import dev.tributary.mongo.retention.ExpiringKind;
import dev.tributary.security.audit.AuditEntry.Link;
import dev.tributary.security.audit.AuditVerification.Fault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chains of the audit, on every server of the protocol. */
abstract class AuditContract {

    private static final int GATEWAYS = 3;
    private static final int THREADS = 4;
    private static final int ENTRIES = 25;

    private MongoDatabase database;
    private MongoCollection<Document> entries;
    private AuditVerification verification;

    abstract MongoDatabase freshDatabase();

    @BeforeEach
    void open() {
        database = AuditStore.INDEXES.on(freshDatabase());
        entries = database.getCollection("audit");
        verification = new AuditVerification(new AuditStore(database));
    }

    @Test
    void gatewaysThatWriteAtTheSameTimeLoseNoEntry() {
        Set<String> written = new HashSet<>();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(GATEWAYS * THREADS);
        for (int gateway = 0; gateway < GATEWAYS; gateway++) {
            AuditLog log = gateway();
            for (int thread = 0; thread < THREADS; thread++) {
                String name = "g" + gateway + "t" + thread + "-";
                LongStream.range(0, ENTRIES).forEach(i -> written.add(name + i));
                writers.add(CompletableFuture.runAsync(
                        () -> LongStream.range(0, ENTRIES).forEach(i -> log.add("t", "w", "a", name + i)), threads));
            }
        }
        writers.forEach(CompletableFuture::join);
        threads.shutdown();

        assertThat(entries.distinct("what", String.class).into(new HashSet<>())).isEqualTo(written);
        assertThat(entries.distinct("number", Long.class).into(new HashSet<>()))
                .hasSize(written.size())
                .contains(1L, (long) written.size());
        assertThat(verification.verify("t").fault()).isNull();
        assertThat(verification.verify("t").entries()).isEqualTo(written.size());
    }

    @Test
    void eachTenantHasAChainOfItsOwnThatARestartContinues() {
        gateway().add("t", "w", "a", "1");
        gateway().add("u", "w", "a", "1");
        gateway().add("t", "w", "a", "2");
        assertThat(verification.verify("t").last().number()).isEqualTo(2);
        assertThat(verification.verify("u").last().number()).isEqualTo(1);
        assertThat(entry(2, "t").getString("previous")).isEqualTo(entry(1, "t").getString("hash"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"who", "action", "what", "previous", "hash"})
    void anEntryThatWasChangedByTheDriverIsNamed(String member) {
        write(5);
        entries.updateOne(numbered(3), set(member, "somebody else"));
        assertThat(fault().number()).isEqualTo(3);
        assertThat(fault().kind()).isEqualTo("changed");
        assertThat(fault().id()).isEqualTo(entry(3, "t").getString("_id"));
        assertThat(verification.verify("t").entries()).isEqualTo(2);
    }

    @Test
    void anEntryWithAnotherTimeIsNamed() {
        write(5);
        entries.updateOne(numbered(1), set("at", new Date(0)));
        assertThat(fault().number()).isEqualTo(1);
        assertThat(fault().kind()).isEqualTo("changed");
    }

    /** An attacker who knows the rule can give a changed entry the right hash; the next entry has the old one. */
    @Test
    void anEntryThatWasChangedTogetherWithItsHashIsNamed() {
        write(5);
        changeWithHash(3);
        assertThat(fault().number()).isEqualTo(3);
        assertThat(fault().kind()).isEqualTo("changed");
    }

    /** No entry continues the last one; its hash is known beside the entries. */
    @Test
    void theLastEntryThatWasChangedTogetherWithItsHashIsNamed() {
        write(5);
        changeWithHash(5);
        assertThat(fault().number()).isEqualTo(5);
        assertThat(fault().kind()).isEqualTo("changed");
    }

    private void changeWithHash(long number) {
        Document old = entry(number, "t");
        AuditEntry changed = new AuditEntry(
                        null,
                        old.getString("_id"),
                        "t",
                        old.getDate("at").toInstant(),
                        "somebody else",
                        old.getString("action"),
                        old.getString("what"))
                .behind(new Link(number - 1, "", old.getString("previous")));
        entries.updateOne(
                numbered(number),
                combine(
                        set("who", changed.who()),
                        set("hash", Objects.requireNonNull(changed.link()).hash())));
    }

    @Test
    void entriesThatWereRemovedAreNamed() {
        write(6);
        entries.deleteOne(numbered(3));
        entries.deleteOne(numbered(4));
        assertThat(fault()).isEqualTo(new Fault(3, null, "removed", "entries up to 4 are missing"));
    }

    @Test
    void theFirstEntryThatWasRemovedIsNamed() {
        write(2);
        entries.deleteOne(numbered(1));
        assertThat(fault()).isEqualTo(new Fault(1, null, "removed", "it is missing"));
    }

    @Test
    void anEndThatWasRemovedIsNamedAsLongAsItIsKnown() {
        write(5);
        entries.deleteMany(gt("number", 3L));
        assertThat(fault()).isEqualTo(new Fault(4, null, "removed", "entries up to 5 are missing"));
    }

    /** This is what only a hash that was kept elsewhere shows. */
    @Test
    void anEndThatWasRemovedWithAllThatIsKnownOfItLeavesAnEarlierEnd() {
        write(5);
        String kept = verification.verify("t").last().hash();
        entries.deleteMany(gt("number", 3L));
        database.getCollection("audit_chains").deleteMany(new Document());
        assertThat(verification.verify("t").fault()).isNull();
        assertThat(verification.verify("t").last().hash()).isNotEqualTo(kept);
    }

    @Test
    void anEntryThatWasMovedToTheEndIsNamed() {
        write(3);
        entries.updateOne(numbered(2), set("number", 4L));
        assertThat(fault()).isEqualTo(new Fault(2, null, "removed", "it is missing"));
    }

    @Test
    void anEntryThatWasInsertedIsNamed() {
        write(3);
        Document copy = entry(2, "t").append("_id", new TimeOrderedId(Clock.systemUTC()).next());
        entries.insertOne(
                copy.append("number", 4L).append("previous", entry(3, "t").getString("hash")));
        assertThat(fault().number()).isEqualTo(4);
        assertThat(fault().id()).isEqualTo(copy.getString("_id"));
    }

    /** The index refuses it, unless that was dropped before. */
    @Test
    void anEntryWithTheNumberOfAnotherOneIsNamed() {
        write(3);
        entries.dropIndex(ascending("tenant", "number"));
        Document copy = entry(2, "t").append("_id", new TimeOrderedId(Clock.systemUTC()).next());
        entries.insertOne(copy);
        assertThat(fault().number()).isEqualTo(2);
        assertThat(fault().kind()).isEqualTo("inserted");
        assertThat(fault().id()).isEqualTo(copy.getString("_id"));
    }

    @Test
    void anEntryWithoutANumberThatIsYoungerThanTheChainIsNamed() {
        entries.insertOne(new Document("_id", "019000d4-71f3-7d7e-9f3a-2f1f6a0c9b41").append("tenant", "t"));
        write(3);
        assertThat(verification.verify("t").fault())
                .as("an entry of an older release")
                .isNull();
        Document copy = entry(2, "t").append("_id", new TimeOrderedId(Clock.systemUTC()).next());
        copy.keySet().removeAll(Set.of("number", "previous", "hash"));
        entries.insertOne(copy);
        assertThat(fault().kind()).isEqualTo("inserted");
        assertThat(fault().id()).isEqualTo(copy.getString("_id"));
    }

    @Test
    void anEntryWhoseNumberWasTakenAwayIsMissing() {
        write(3);
        entries.updateOne(numbered(2), unset("number"));
        assertThat(fault().number()).isEqualTo(2);
        assertThat(fault().kind()).isEqualTo("removed");
    }

    @Test
    void whatRetentionHasRemovedIsNoFault() {
        Instant old = Instant.now().minus(Duration.ofDays(100));
        var before = new AuditLog(new AuditStore(database), new TimeOrderedId(Clock.fixed(old, ZoneOffset.UTC)));
        LongStream.rangeClosed(1, 7).forEach(i -> before.add("t", "w", "a", "what " + i));
        before.add("kept", "w", "a", "of another tenant");
        AuditLog now = gateway();
        LongStream.rangeClosed(8, 10).forEach(i -> now.add("t", "w", "a", "what " + i));
        var expired = new Expired("t", List.of(), Instant.now().minus(Duration.ofDays(30)));
        var store = new ExpiredEntryStore(database, new AuditStore(database));

        var ofOthers = new Expired(null, List.of("kept", "t"), expired.before());
        assertThat(store.remove(ofOthers, null, 4)).isEqualTo(new ExpiringKind.Batch(0, null));
        assertThat(store.remove(expired, null, 4)).isEqualTo(new ExpiringKind.Batch(4, "t"));
        assertThat(store.remove(expired, "t", 4)).isEqualTo(new ExpiringKind.Batch(3, null));
        now.add("t", "w", "a", "what 11");

        assertThat(verification.verify("t").fault()).isNull();
        assertThat(verification.verify("t").entries()).isEqualTo(4);
        assertThat(verification.verify("t").last().number()).isEqualTo(11);
        assertThat(verification.verify("kept").entries()).isEqualTo(1);
        entries.deleteOne(numbered(8));
        assertThat(fault()).isEqualTo(new Fault(8, null, "removed", "it is missing"));
    }

    private void write(int count) {
        AuditLog log = gateway();
        LongStream.rangeClosed(1, count).forEach(i -> log.add("t", "w", "a", "what " + i));
        assertThat(verification.verify("t").fault()).isNull();
        assertThat(verification.verify("t").entries()).isEqualTo(count);
    }

    private Fault fault() {
        return Objects.requireNonNull(verification.verify("t").fault(), "no fault was found");
    }

    private AuditLog gateway() {
        return new AuditLog(new AuditStore(database), new TimeOrderedId(Clock.systemUTC()));
    }

    private static Bson numbered(long number) {
        return eq("number", number);
    }

    private Document entry(long number, String tenant) {
        return Objects.requireNonNull(entries.find(new Document("tenant", tenant).append("number", number))
                .first());
    }
}
