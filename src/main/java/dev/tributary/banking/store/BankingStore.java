package dev.tributary.banking.store;

import com.mongodb.client.MongoDatabase;
import dev.tributary.banking.Account;
import dev.tributary.banking.Connection;
import dev.tributary.banking.Transaction;
import dev.tributary.banking.TransactionSum;
import dev.tributary.mongo.page.IdPage;
import dev.tributary.mongo.retention.Expired;
import dev.tributary.mongo.retention.ExpiringKind.Batch;
import dev.tributary.mongo.schema.StoreIndexes;
import dev.tributary.security.privacy.EndUser;
import dev.tributary.security.privacy.PersonalData;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Connections, accounts and transactions, one record for each id of the provider. Storing equal content again changes
 * nothing; other content replaces the stored one and raises the version by one, unless the provider refreshed the stored one
 * later. Errors of the driver pass through unchanged; after one, storing the page again completes it.
 */
public final class BankingStore {

    public static final StoreIndexes INDEXES = new StoreIndexes(Stream.of("connections", "accounts", "transactions")
            .flatMap(collection -> RowStore.indexes(collection).stream())
            .toList());

    private final RowStore<Connection> connections;
    private final RowStore<Account> accounts;
    private final RowStore<Transaction> transactions;

    /** Of rows without an end user. */
    public BankingStore(MongoDatabase database) {
        this(database, PersonalData.none(), Clock.systemUTC());
    }

    public BankingStore(MongoDatabase database, PersonalData personal, Clock clock) {
        this(
                new RowStore<>(
                        database,
                        "connections",
                        RowFormat::connection,
                        RowFormat::connection,
                        PersonalRowFormat.of(personal),
                        clock),
                new RowStore<>(
                        database,
                        "accounts",
                        RowFormat::account,
                        RowFormat::account,
                        PersonalRowFormat.of(personal, "name", "number"),
                        clock),
                new RowStore<>(
                        database,
                        "transactions",
                        RowFormat::transaction,
                        RowFormat::transaction,
                        PersonalRowFormat.of(personal, "description", "reference"),
                        clock));
    }

    private BankingStore(
            RowStore<Connection> connections, RowStore<Account> accounts, RowStore<Transaction> transactions) {
        this.connections = connections;
        this.accounts = accounts;
        this.transactions = transactions;
    }

    /** The same records, with the mask in place of what is personal in them. */
    public BankingStore masked() {
        return new BankingStore(connections.masked(), accounts.masked(), transactions.masked());
    }

    /**
     * Stores a page by one write.
     *
     * @param provider whose end users they are
     */
    public void storeConnections(List<Connection> page, String provider) {
        connections.store(page, row -> EndUser.of(row.tenant(), provider, row.userId()), null);
    }

    /** As the other one; the changes count for no refresh. */
    public void storeAccounts(List<Account> page, EndUser user) {
        accounts.store(page, row -> user, null);
    }

    /**
     * Stores a page by one write; what is personal is encrypted with the key of the end user.
     *
     * @param refresh the event that the page was fetched for
     */
    public void storeAccounts(List<Account> page, EndUser user, String refresh) {
        accounts.store(page, row -> user, refresh);
    }

    /** As the other one; the changes count for no refresh. */
    public void storeTransactions(List<Transaction> page, EndUser user) {
        transactions.store(page, row -> user, null);
    }

    /**
     * Stores a page by one write; what is personal is encrypted with the key of the end user.
     *
     * @param refresh the event that the page was fetched for
     */
    public void storeTransactions(List<Transaction> page, EndUser user, String refresh) {
        transactions.store(page, row -> user, refresh);
    }

    /** What the pages that were fetched for an event have changed so far. Reads only what changed. */
    public RefreshChanges changes(String tenant, String refresh) {
        var tally = new RefreshChanges.Tally();
        accounts.changedBy(tenant, refresh, row -> tally.account(row.change()));
        transactions.changedBy(tenant, refresh, row -> tally.transaction(row.accountId(), row.change(), row.booked()));
        return tally.changes();
    }

    /** How many records of an end user there are, by the names of their lists. */
    public Map<String, Long> count(EndUser user) {
        return Map.of(
                "connections", connections.count(user),
                "accounts", accounts.count(user),
                "transactions", transactions.count(user));
    }

    /** Removes some records of an end user, at most so many of each kind; returns how many, by the names of their lists. */
    public Map<String, Long> remove(EndUser user, int limit) {
        return Map.of(
                "connections", connections.remove(user, limit),
                "accounts", accounts.remove(user, limit),
                "transactions", transactions.remove(user, limit));
    }

    /** Removes a batch of connections that were refreshed, or without a refresh first stored, too long ago. */
    public Batch removeConnections(Expired old, @Nullable String after, int limit) {
        return connections.removeExpired(old, after, limit);
    }

    /** Removes a batch of accounts that were refreshed, or without a refresh first stored, too long ago. */
    public Batch removeAccounts(Expired old, @Nullable String after, int limit) {
        return accounts.removeExpired(old, after, limit);
    }

    /** Removes a batch of transactions that were refreshed, or without a refresh first stored, too long ago. */
    public Batch removeTransactions(Expired old, @Nullable String after, int limit) {
        return transactions.removeExpired(old, after, limit);
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
    public IdPage<Connection> findConnections(BankingQuery query) {
        return connections.find(query);
    }

    /** A page in the order of the ids. */
    public IdPage<Account> findAccounts(BankingQuery query) {
        return accounts.find(query);
    }

    /** A page in the order of the ids. */
    public IdPage<Transaction> findTransactions(BankingQuery query) {
        return transactions.find(query);
    }

    /**
     * The sums of a part of the transactions: of no more than the limit of the query says. What is marked as deleted, or has no
     * amount, is left out.
     */
    public IdPage<TransactionSum> sums(BankingQuery query) {
        IdPage<Document> rows = transactions.read(query, TransactionSumReader.MEMBERS);
        return new IdPage<>(TransactionSumReader.sums(rows.found()), rows.next());
    }
}
