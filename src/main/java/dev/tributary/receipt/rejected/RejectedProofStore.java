package dev.tributary.receipt.rejected;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.include;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import dev.tributary.mongo.retention.Retention;
import dev.tributary.mongo.schema.StoreIndex;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.security.secret.SecretCipher;
import dev.tributary.security.secret.SecretMembers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;

/** Proofs of rejected calls, encrypted under the master key. Errors of the driver pass through unchanged. */
public final class RejectedProofStore {

    private static final String COLLECTION = "rejected_proofs";
    private static final String SEALED = "sealed";

    /** Where the encrypted headers are. */
    public static final SecretMembers SECRETS = new SecretMembers(COLLECTION, "", List.of(SEALED));

    public static final StoreIndexes INDEXES =
            StoreIndexes.of(StoreIndex.on(COLLECTION, "retention", "expireAt").asExpiring());

    /** Receipts of a day are dropped together. */
    private static final Duration DAY = Duration.ofDays(1);

    private static final JsonMapper JSON = new JsonMapper();

    private final MongoCollection<Document> proofs;
    private final SecretCipher cipher;
    private final Retention retention;
    private final Clock clock;

    /** @param retention of receipts */
    public RejectedProofStore(MongoDatabase database, SecretCipher cipher, Retention retention, Clock clock) {
        this.proofs = database.getCollection(COLLECTION);
        this.cipher = cipher;
        this.retention = retention;
        this.clock = clock;
    }

    public void insert(Collection<RejectedProof> batch) {
        if (!batch.isEmpty()) {
            Instant now = clock.instant();
            proofs.insertMany(
                    batch.stream().map(proof -> document(proof, now)).toList(), new InsertManyOptions().ordered(false));
        }
    }

    private Document document(RejectedProof proof, Instant now) {
        Instant keptFrom = retention.keptFrom(proof.tenant(), now).orElse(Instant.EPOCH);
        Duration kept = Duration.between(keptFrom, now).plus(DAY);
        return new Document("_id", proof.receiptId())
                .append("tenant", proof.tenant())
                .append(SEALED, cipher.encrypt(proof.receiptId(), json(proof.headers())))
                .append("expireAt", Date.from(now.plus(kept)));
    }

    private static String json(Map<String, List<String>> headers) {
        try {
            return JSON.writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can always be written", e);
        }
    }

    /**
     * The headers of a rejected call that its scheme reads, by lower-case names; empty where they are not kept.
     *
     * @throws dev.tributary.platform.UnusableConfigurationException if their master key is missing
     */
    public Optional<Map<String, List<String>>> find(String tenant, String receiptId) {
        return Optional.ofNullable(proofs.find(and(eq("_id", receiptId), eq("tenant", tenant)))
                        .first())
                .map(found -> headers(receiptId, found.getString(SEALED)));
    }

    private Map<String, List<String>> headers(String receiptId, String sealed) {
        try {
            return JSON.readValue(cipher.decrypt(receiptId, sealed), new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was written as JSON can be read", e);
        }
    }

    /** Those of these receipts whose proofs are kept. */
    public Set<String> kept(String tenant, Collection<String> receiptIds) {
        return receiptIds.isEmpty()
                ? Set.of()
                : proofs.find(and(in("_id", receiptIds), eq("tenant", tenant)))
                        .projection(include("_id"))
                        .map(document -> document.getString("_id"))
                        .into(new HashSet<>());
    }

    public void remove(String tenant, Collection<String> receiptIds) {
        proofs.deleteMany(and(in("_id", receiptIds), eq("tenant", tenant)));
    }
}
