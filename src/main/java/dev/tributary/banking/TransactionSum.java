package dev.tributary.banking;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What transactions of one account, currency and month add up to; pending and booked ones apart.
 *
 * @param providerAccountId null where the transactions name no account
 * @param month of the booked date, such as {@code 2026-03}; null where they have none
 * @param count how many they are
 * @param credit sum of what came in
 * @param debit sum of what went out, without a sign
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"accountId", "providerAccountId", "sourceId"})
public record TransactionSum(
        String sourceId,
        @Nullable String providerAccountId,
        String currency,
        @Nullable String month,
        boolean pending,
        long count,
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal credit,
        @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal debit) {

    /** The id of the account. */
    @JsonProperty
    public @Nullable String accountId() {
        return providerAccountId == null ? null : RecordId.of(sourceId, providerAccountId);
    }

    /** Credit less debit. */
    @JsonProperty
    @JsonFormat(shape = JsonFormat.Shape.STRING)
    public BigDecimal sum() {
        return credit.subtract(debit);
    }

    /** Of both together, which are equal but for their sums. */
    public TransactionSum plus(TransactionSum other) {
        return new TransactionSum(
                sourceId,
                providerAccountId,
                currency,
                month,
                pending,
                count + other.count,
                credit.add(other.credit),
                debit.add(other.debit));
    }
}
