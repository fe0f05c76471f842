package dev.tributary.followup.paybook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.banking.Account;
import dev.tributary.banking.Connection;
import dev.tributary.banking.CreditDebit;
import dev.tributary.banking.Money;
import dev.tributary.banking.RecordId;
import dev.tributary.banking.Transaction;
import dev.tributary.followup.api.UnfetchableException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Paybook's credentials, accounts and transactions as canonical records. Rows that are deleted or disabled are rows
 * like any other.
 *
 * @param tenant whose source it is
 * @param sourceId with the provider's id the identity of a record
 * @see <a href="https://github.com/Paybook/sync-code-samples">Paybook, sync-code-samples</a>
 */
public record RowReader(String tenant, String sourceId) {

    /** The store assigns the version. */
    private static final long NO_VERSION = 0;

    /** @throws UnfetchableException if the row has no id, or a member that cannot be read */
    public Connection connection(JsonNode node) {
        var row = new Row(node);
        String id = row.requiredId("id_credential");
        return new Connection(
                RecordId.of(sourceId, id),
                sourceId,
                id,
                new Connection.Institution(row.id("id_site_organization"), row.id("id_site")),
                row.flag("is_authorized"),
                row.flag("is_locked"),
                row.moment("dt_refresh", "dt_refreshed"),
                NO_VERSION,
                tenant,
                row.id("id_user"));
    }

    /** @throws UnfetchableException if the row has no id, or a member that cannot be read */
    public Account account(JsonNode node) {
        var row = new Row(node);
        String id = row.requiredId("id_account");
        BigDecimal value = row.decimal("balance");
        Money balance = money(value, row.id("currency"));
        Row site = row.child("site");
        String organization = site.text("organization");
        return new Account(
                RecordId.of(sourceId, id),
                sourceId,
                row.id("id_credential"),
                id,
                row.text("name"),
                row.text("account_type"),
                row.text("number"),
                balance,
                indicator(value, balance),
                new Account.Institution(
                        row.id("id_site_organization"),
                        row.id("id_site"),
                        organization == null ? site.text("name") : organization),
                disabled(row),
                row.moment("dt_refresh", "dt_refreshed"),
                NO_VERSION,
                tenant,
                site.id("time_zone"));
    }

    /**
     * @param timeZoneOf the tz database name of the site of an account, by the provider's id of it; null where unknown
     * @throws UnfetchableException if the row has no id, or a member that cannot be read
     */
    public Transaction transaction(JsonNode node, Function<@Nullable String, @Nullable String> timeZoneOf) {
        var row = new Row(node);
        String id = row.requiredId("id_transaction");
        String accountId = row.id("id_account");
        BigDecimal value = row.decimal("amount");
        Money amount = money(value, row.id("currency"));
        Instant bookedAt = row.moment("dt_transaction");
        ZoneId zone = zone(timeZoneOf.apply(accountId));
        return new Transaction(
                RecordId.of(sourceId, id),
                sourceId,
                row.id("id_credential"),
                accountId,
                id,
                bookedAt == null
                        ? null
                        : bookedAt.atZone(zone == null ? ZoneOffset.UTC : zone).toLocalDate(),
                row.text("description"),
                row.id("reference"),
                amount,
                indicator(value, amount),
                Boolean.TRUE.equals(row.flag("is_pending")),
                deleted(row),
                disabled(row),
                row.moment("dt_refresh", "dt_refreshed"),
                NO_VERSION,
                tenant,
                bookedAt,
                zone == null ? null : zone.getId(),
                row.moment("dt_disable", "dt_disabled"),
                row.moment("dt_deleted"));
    }

    /** Some samples have the flag, some only the moment. */
    private static boolean disabled(Row row) {
        Boolean flag = row.flag("is_disable", "is_disabled");
        return flag == null ? row.moment("dt_disable", "dt_disabled") != null : flag;
    }

    private static boolean deleted(Row row) {
        Boolean flag = row.flag("is_deleted");
        return flag == null ? row.moment("dt_deleted") != null : flag;
    }

    private static @Nullable Money money(@Nullable BigDecimal value, @Nullable String currency) {
        try {
            return value == null ? null : Money.of(value, currency);
        } catch (IllegalArgumentException e) {
            throw UnfetchableException.permanentFailure(UnfetchableException.MALFORMED, "an amount is out of range");
        }
    }

    private static @Nullable CreditDebit indicator(@Nullable BigDecimal value, @Nullable Money money) {
        return value == null || money == null ? null : Money.indicator(value, money);
    }

    private static @Nullable ZoneId zone(@Nullable String name) {
        try {
            return name == null ? null : ZoneId.of(name);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
