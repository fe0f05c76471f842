package dev.tributary.console.people;

import dev.tributary.console.call.Api;
import dev.tributary.console.call.ApiAnswer;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Sums of transactions by currency, month and state, over all accounts that the filters of a page leave.
 *
 * @param complete whether all transactions were added up
 */
record TransactionSums(List<Row> rows, boolean complete) {

    /** One line. Amounts of different currencies are never added up. */
    record Row(String currency, String month, boolean pending, long count, BigDecimal credit, BigDecimal debit) {

        public BigDecimal sum() {
            return credit.subtract(debit);
        }

        private Row plus(Row other) {
            return new Row(
                    currency, month, pending, count + other.count, credit.add(other.credit), debit.add(other.debit));
        }
    }

    /** Each page of the API adds up some thousand transactions. */
    private static final int MAX_PAGES = 10;

    private static final List<String> FILTERS =
            List.of("userId", "sourceId", "connectionId", "accountId", "bookedDate[gte]", "bookedDate[lt]");

    /** @param form with the filters of the list; an invalid filter gives no sums, and the list on the page says what is wrong */
    static TransactionSums read(Map<String, String> form, Api api) {
        var query = new LinkedHashMap<String, String>();
        FILTERS.forEach(name -> query.put(name, form.getOrDefault(name, "").strip()));
        var rows = new TreeMap<String, Row>(Comparator.reverseOrder());
        String next = "";
        for (int page = 0; page < MAX_PAGES && (page == 0 || !next.isEmpty()); page++) {
            query.put("cursor", next);
            ApiAnswer answer = api.list("/api/v1/statistics/transactions", query);
            answer.result().stream()
                    .map(TransactionSums::row)
                    .forEach(row -> rows.merge(row.month() + row.currency() + row.pending(), row, Row::plus));
            next = Objects.toString(answer.json().get("nextCursor"), "");
        }
        return new TransactionSums(List.copyOf(rows.values()), next.isEmpty());
    }

    private static Row row(Map<String, Object> sum) {
        return new Row(
                String.valueOf(sum.get("currency")),
                Objects.toString(sum.get("month"), "no date"),
                Boolean.TRUE.equals(sum.get("pending")),
                Long.parseLong(String.valueOf(sum.get("count"))),
                new BigDecimal(String.valueOf(sum.get("credit"))),
                new BigDecimal(String.valueOf(sum.get("debit"))));
    }
}
