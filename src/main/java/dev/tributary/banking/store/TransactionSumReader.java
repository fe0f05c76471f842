package dev.tributary.banking.store;

import static com.mongodb.client.model.Projections.include;

import dev.tributary.banking.TransactionSum;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/** Adds up rows of transactions. What is marked as deleted, or has no amount, is left out. */
final class TransactionSumReader {

    /** The members that are needed. */
    static final Bson MEMBERS =
            include("sourceId", "accountId", "bookedDate", "pending", "deleted", "amount.currency", "amount.value");

    private static final int YEAR_AND_MONTH = 7;

    private TransactionSumReader() {}

    static List<TransactionSum> sums(List<Document> rows) {
        Map<String, TransactionSum> sums = new TreeMap<>();
        for (Document row : rows) {
            Document amount = row.get("amount", Document.class);
            if (amount != null && !row.getBoolean("deleted", false)) {
                TransactionSum one = one(row, amount);
                sums.merge(key(one), one, TransactionSum::plus);
            }
        }
        return new ArrayList<>(sums.values());
    }

    /** Equal for what is added up. No id or code contains the end of a line. */
    private static String key(TransactionSum one) {
        return one.sourceId()
                + '\n'
                + one.providerAccountId()
                + '\n'
                + one.currency()
                + '\n'
                + one.month()
                + '\n'
                + one.pending();
    }

    private static TransactionSum one(Document row, Document amount) {
        BigDecimal value = amount.get("value", Decimal128.class).bigDecimalValue();
        BigDecimal nothing = BigDecimal.ZERO.setScale(value.scale());
        return new TransactionSum(
                row.getString("sourceId"),
                row.getString("accountId"),
                amount.getString("currency"),
                month(row.getString("bookedDate")),
                row.getBoolean("pending", false),
                1,
                value.signum() < 0 ? nothing : value,
                value.signum() < 0 ? value.negate() : nothing);
    }

    private static @Nullable String month(@Nullable String booked) {
        return booked == null ? null : booked.substring(0, Math.min(YEAR_AND_MONTH, booked.length()));
    }
}
