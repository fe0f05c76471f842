package dev.tributary.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.mongodb.client.MongoDatabase;
import dev.tributary.mongo.StoreIndexes;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.retention.Expired;
import dev.tributary.retention.ExpiringKind.Batch;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Connections, accounts and transactions, one record for each id of the provider. Storing equal content again changes
 * nothing; other content replaces what is there and raises the version by one. Errors of the driver pass through
 * unchanged; whatever of a page was stored before one, storing the page again completes it.
 */
public final class Ledger {

    public static final StoreIndexes INDEXES = new StoreIndexes(Stream.of("connections", "accounts", "transactions")
            .flatMap(collection -> RowCollection.indexes(collection).stream())
            .toList());

    private final RowCollection<Connection> connections;
    private final RowCollection<Account> accounts;
    private final RowCollection<Transaction> transactions;

    public Ledger(MongoDatabase database) {
        this.connections = new RowCollection<>(
                database.getCollection("connections"), RowFormat::connection, RowFormat::connection);
        this.accounts = new RowCollection<>(database.getCollection("accounts"), RowFormat::account, RowFormat::account);
        this.transactions = new RowCollection<>(
                database.getCollection("transactions"), RowFormat::transaction, RowFormat::transaction);
    }

    /** The id of a record: opaque, and the same whenever the same source brings the same provider's id. */
    public static String id(String sourceId, String providerId) {
        return digest(sourceId, providerId);
    }

    /** Lengths go before the parts, so that ("ab", "c") and ("a", "bc") differ. */
    static String digest(String... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(UTF_8);
                digest.update((bytes.length + ":").getBytes(UTF_8));
                digest.update(bytes);
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** Stores a page by one write. */
    public void storeConnections(List<Connection> page) {
        connections.store(page);
    }

    /** Stores a page by one write. */
    public void storeAccounts(List<Account> page) {
        accounts.store(page);
    }

    /** Stores a page by one write. */
    public void storeTransactions(List<Transaction> page) {
        transactions.store(page);
    }

    /** Removes a batch of connections that were refreshed too long ago. */
    public Batch removeConnections(Expired old, @Nullable String after, int limit) {
        return connections.removeExpired(old, limit);
    }

    /** Removes a batch of accounts that were refreshed too long ago. */
    public Batch removeAccounts(Expired old, @Nullable String after, int limit) {
        return accounts.removeExpired(old, limit);
    }

    /** Removes a batch of transactions that were refreshed too long ago. */
    public Batch removeTransactions(Expired old, @Nullable String after, int limit) {
        return transactions.removeExpired(old, limit);
    }

    public Optional<Connection> findConnection(String tenant, String id) {
        return connections.find(tenant, id);
    }

    public Optional<Account> findAccount(String tenant, String id) {
        return accounts.find(tenant, id);
    }

    public Optional<Transaction> findTransaction(String tenant, String id) {
        return transactions.find(tenant, id);
    }

    /** A page in the order of the ids. */
    public IdPage<Connection> findConnections(LedgerQuery query) {
        return connections.find(query);
    }

    /** A page in the order of the ids. */
    public IdPage<Account> findAccounts(LedgerQuery query) {
        return accounts.find(query);
    }

    /** A page in the order of the ids. */
    public IdPage<Transaction> findTransactions(LedgerQuery query) {
        return transactions.find(query);
    }
}
