package dev.tributary.banking.store;

import dev.tributary.banking.Account;
import dev.tributary.banking.Connection;
import dev.tributary.banking.CreditDebit;
import dev.tributary.banking.Money;
import dev.tributary.banking.Transaction;
import dev.tributary.mongo.StoredMoment;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Locale;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/**
 * Records as documents, under their names on the wire. Beside an amount stands {@code value}, the signed Decimal128
 * that analysts add up; the record is read from the string.
 */
final class RowFormat {

    private RowFormat() {}

    static Document connection(Connection connection) {
        return head(connection.id(), connection.tenant(), connection.sourceId(), connection.providerId())
                .append("connectionId", connection.providerId())
                .append("userId", connection.userId())
                .append(
                        "institution",
                        new Document("id", connection.institution().id())
                                .append("siteId", connection.institution().siteId()))
                .append("authorized", connection.authorized())
                .append("locked", connection.locked())
                .append("refreshedAt", StoredMoment.of(connection.refreshedAt()));
    }

    static Connection connection(Document row) {
        Document institution = row.get("institution", Document.class);
        return new Connection(
                row.getString("_id"),
                row.getString("sourceId"),
                row.getString("providerId"),
                new Connection.Institution(institution.getString("id"), institution.getString("siteId")),
                row.getBoolean("authorized"),
                row.getBoolean("locked"),
                StoredMoment.read(row, "refreshedAt"),
                version(row),
                row.getString("tenant"),
                row.getString("userId"));
    }

    static Document account(Account account) {
        return head(account.id(), account.tenant(), account.sourceId(), account.providerId())
                .append("connectionId", account.connectionId())
                .append("accountId", account.providerId())
                .append("name", account.name())
                .append("kind", account.kind())
                .append("number", account.number())
                .append("balance", money(account.balance(), account.creditDebitIndicator()))
                .append("creditDebitIndicator", wireName(account.creditDebitIndicator()))
                .append(
                        "institution",
                        new Document("id", account.institution().id())
                                .append("siteId", account.institution().siteId())
                                .append("name", account.institution().name()))
                .append("timeZone", account.timeZone())
                .append("disabled", account.disabled())
                .append("refreshedAt", StoredMoment.of(account.refreshedAt()));
    }

    static Account account(Document row) {
        Document institution = row.get("institution", Document.class);
        return new Account(
                row.getString("_id"),
                row.getString("sourceId"),
                row.getString("connectionId"),
                row.getString("providerId"),
                row.getString("name"),
                row.getString("kind"),
                row.getString("number"),
                money(row, "balance"),
                indicator(row),
                new Account.Institution(
                        institution.getString("id"), institution.getString("siteId"), institution.getString("name")),
                row.getBoolean("disabled"),
                StoredMoment.read(row, "refreshedAt"),
                version(row),
                row.getString("tenant"),
                row.getString("timeZone"));
    }

    static Document transaction(Transaction transaction) {
        LocalDate bookedDate = transaction.bookedDate();
        Document row = head(transaction.id(), transaction.tenant(), transaction.sourceId(), transaction.providerId())
                .append("connectionId", transaction.connectionId())
                .append("accountId", transaction.accountId())
                .append("bookedDate", bookedDate == null ? null : bookedDate.toString())
                .append("bookedAt", StoredMoment.of(transaction.bookedAt()))
                .append("timeZone", transaction.timeZone())
                .append("description", transaction.description())
                .append("reference", transaction.reference())
                .append("amount", money(transaction.amount(), transaction.creditDebitIndicator()))
                .append("creditDebitIndicator", wireName(transaction.creditDebitIndicator()))
                .append("pending", transaction.pending())
                .append("deleted", transaction.deleted())
                .append("deletedAt", StoredMoment.of(transaction.deletedAt()))
                .append("disabled", transaction.disabled())
                .append("disabledAt", StoredMoment.of(transaction.disabledAt()))
                .append("refreshedAt", StoredMoment.of(transaction.refreshedAt()));
        if (transaction.bookedDateAssumed() != null) { // for analysts who read the store
            row.append("bookedDateAssumed", true);
        }
        return row;
    }

    static Transaction transaction(Document row) {
        String bookedDate = row.getString("bookedDate");
        return new Transaction(
                row.getString("_id"),
                row.getString("sourceId"),
                row.getString("connectionId"),
                row.getString("accountId"),
                row.getString("providerId"),
                bookedDate == null ? null : LocalDate.parse(bookedDate),
                row.getString("description"),
                row.getString("reference"),
                money(row, "amount"),
                indicator(row),
                row.getBoolean("pending"),
                row.getBoolean("deleted"),
                row.getBoolean("disabled"),
                StoredMoment.read(row, "refreshedAt"),
                version(row),
                row.getString("tenant"),
                StoredMoment.read(row, "bookedAt"),
                row.getString("timeZone"),
                StoredMoment.read(row, "disabledAt"),
                StoredMoment.read(row, "deletedAt"));
    }

    private static Document head(String id, String tenant, String sourceId, String providerId) {
        return new Document("_id", id)
                .append("tenant", tenant)
                .append("sourceId", sourceId)
                .append("providerId", providerId);
    }

    private static @Nullable Document money(@Nullable Money money, @Nullable CreditDebit indicator) {
        if (money == null) {
            return null;
        }
        var amount = new BigDecimal(money.amount());
        var document = new Document("amount", money.amount())
                .append("currency", money.currency())
                .append("value", new Decimal128(indicator == CreditDebit.DEBIT ? amount.negate() : amount));
        if (money.providerCurrency() != null) {
            document.append("providerCurrency", money.providerCurrency());
        }
        if (money.providerAmount() != null) {
            document.append("providerAmount", money.providerAmount());
        }
        return document;
    }

    private static @Nullable Money money(Document row, String name) {
        Document money = row.get(name, Document.class);
        return money == null
                ? null
                : new Money(
                        money.getString("amount"),
                        money.getString("currency"),
                        money.getString("providerCurrency"),
                        money.getString("providerAmount"));
    }

    private static @Nullable String wireName(@Nullable CreditDebit indicator) {
        return indicator == null ? null : indicator.wireName();
    }

    private static @Nullable CreditDebit indicator(Document row) {
        String name = row.getString("creditDebitIndicator");
        return name == null ? null : CreditDebit.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static long version(Document row) {
        return row.get("version", Number.class).longValue();
    }
}
