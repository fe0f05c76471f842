package dev.tributary.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.mongodb.client.MongoDatabase;
import dev.tributary.banking.Account;
import dev.tributary.banking.Connection;
import dev.tributary.banking.DocumentFile;
import dev.tributary.banking.RecordId;
import dev.tributary.banking.Transaction;
import dev.tributary.banking.store.BankingStore;
import dev.tributary.banking.store.DocumentStore;
import dev.tributary.security.privacy.EndUser;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.springframework.context.ApplicationContext;

/** What follow-ups, a registration and the health of a source leave in the store. */
final class TenantRecords {

    private TenantRecords() {}

    /** Stores some of each for the source of a tenant. */
    static void keep(ApplicationContext gateway, String tenant, String source) {
        keepRegistration(gateway.getBean(MongoDatabase.class), tenant, source);
        var user = new EndUser(tenant, "paybook", "u1");
        var banking = gateway.getBean(BankingStore.class);
        banking.storeConnections(
                List.of(new Connection(
                        RecordId.of(source, "c1"),
                        source,
                        "c1",
                        new Connection.Institution(null, tenant + " site"),
                        true,
                        false,
                        null,
                        1,
                        tenant,
                        "u1")),
                "paybook");
        banking.storeAccounts(
                List.of(new Account(
                        RecordId.of(source, "a1"),
                        source,
                        "c1",
                        "a1",
                        tenant + " account",
                        null,
                        null,
                        null,
                        null,
                        new Account.Institution(null, null, null),
                        false,
                        null,
                        1,
                        tenant,
                        null)),
                user);
        banking.storeTransactions(
                List.of(new Transaction(
                        RecordId.of(source, "t1"),
                        source,
                        "c1",
                        "a1",
                        "t1",
                        null,
                        tenant + " transaction",
                        null,
                        null,
                        null,
                        false,
                        false,
                        false,
                        null,
                        1,
                        tenant,
                        null,
                        null,
                        null,
                        null)),
                user);
        var documents = gateway.getBean(DocumentStore.class);
        for (int size : new int[] {1 << 10, 2 << 20}) {
            String name = tenant + " document " + size;
            byte[] body = (name + " ".repeat(size)).getBytes(UTF_8);
            documents.store(
                    new DocumentFile(
                            DocumentStore.id(source, "c1", "document " + size, "0"),
                            source,
                            "c1",
                            "e1",
                            name,
                            "text/plain",
                            body.length,
                            "0",
                            tenant),
                    body,
                    user);
        }
    }

    /** As a registration leaves it that did not end. */
    private static void keepRegistration(MongoDatabase database, String tenant, String source) {
        var now = new Date();
        database.getCollection("registrations")
                .insertOne(new Document("_id", source)
                        .append("tenant", tenant)
                        .append("provider", "paybook")
                        .append("state", "registering")
                        .append("url", "https://gateway.example.com/hooks/paybook/" + source)
                        .append("events", List.of("refresh"))
                        .append("description", tenant + " webhook")
                        .append("secretId", tenant + "-secret-id")
                        .append("orphanPossible", false)
                        .append("differences", List.of())
                        .append("createdAt", now)
                        .append("modifiedAt", now)
                        .append("nextCheckAt", now)
                        .append("leaseUntil", new Date(0))
                        .append("revision", 1L));
        database.getCollection("source_health")
                .insertOne(new Document("_id", source)
                        .append("tenant", tenant)
                        .append("reasons", List.of())
                        .append("since", now)
                        .append("gaps", new Document())
                        .append("told", true)
                        .append("change", 0L));
        database.getCollection("provider_tokens")
                .insertOne(new Document("_id", source).append("tenant", tenant).append("refreshToken", "encrypted"));
    }
}
