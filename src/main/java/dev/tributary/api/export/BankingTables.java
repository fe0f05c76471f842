package dev.tributary.api.export;

import static dev.tributary.api.export.Column.Kind.DATE;
import static dev.tributary.api.export.Column.Kind.DECIMAL;
import static dev.tributary.api.export.Column.Kind.FLAG;
import static dev.tributary.api.export.Column.Kind.MOMENT;
import static dev.tributary.api.export.Column.Kind.NUMBER;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.banking.Account;
import dev.tributary.banking.CreditDebit;
import dev.tributary.banking.Money;
import dev.tributary.banking.Transaction;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Accounts and transactions as rows. Beside an amount stands its signed value, for those who add up. */
@Component
public final class BankingTables {

    private final ObjectMapper json;

    BankingTables(ObjectMapper json) {
        this.json = json;
    }

    public Table<Account> accounts() {
        var columns = new Table.Columns<Account>()
                .id("id", Account::id)
                .text("sourceId", Account::sourceId)
                .id("connectionId", Account::connection)
                .text("providerConnectionId", Account::connectionId)
                .text("providerId", Account::providerId)
                .text("name", Account::name)
                .text("kind", Account::kind)
                .text("number", Account::number)
                .add("balance", DECIMAL, row -> amount(row.balance()))
                .text("currency", row -> currency(row.balance()))
                .text("creditDebitIndicator", row -> name(row.creditDebitIndicator()))
                .add("signedBalance", DECIMAL, row -> signed(row.balance(), row.creditDebitIndicator()))
                .text("institutionId", row -> row.institution().id())
                .text("institutionSiteId", row -> row.institution().siteId())
                .text("institutionName", row -> row.institution().name())
                .add("disabled", FLAG, Account::disabled)
                .add("refreshedAt", MOMENT, Account::refreshedAt)
                .add("version", NUMBER, Account::version);
        return new Table<>("accounts", columns.toList(), this::line);
    }

    public Table<Transaction> transactions() {
        var columns = new Table.Columns<Transaction>()
                .id("id", Transaction::id)
                .text("sourceId", Transaction::sourceId)
                .id("connectionId", Transaction::connection)
                .text("providerConnectionId", Transaction::connectionId)
                .id("accountId", Transaction::account)
                .text("providerAccountId", Transaction::accountId)
                .text("providerId", Transaction::providerId)
                .add("bookedDate", DATE, Transaction::bookedDate)
                .add("bookedDateAssumed", FLAG, Transaction::bookedDateAssumed)
                .text("description", Transaction::description)
                .text("reference", Transaction::reference)
                .add("amount", DECIMAL, row -> amount(row.amount()))
                .text("currency", row -> currency(row.amount()))
                .text("creditDebitIndicator", row -> name(row.creditDebitIndicator()))
                .add("signedAmount", DECIMAL, row -> signed(row.amount(), row.creditDebitIndicator()))
                .add("pending", FLAG, Transaction::pending)
                .add("deleted", FLAG, Transaction::deleted)
                .add("disabled", FLAG, Transaction::disabled)
                .add("refreshedAt", MOMENT, Transaction::refreshedAt)
                .add("version", NUMBER, Transaction::version);
        return new Table<>("transactions", columns.toList(), this::line);
    }

    private byte[] line(Object row) {
        try {
            return json.writeValueAsBytes(row);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable BigDecimal amount(@Nullable Money money) {
        return money == null ? null : new BigDecimal(money.amount());
    }

    private static @Nullable BigDecimal signed(@Nullable Money money, @Nullable CreditDebit way) {
        BigDecimal amount = amount(money);
        return amount != null && way == CreditDebit.DEBIT ? amount.negate() : amount;
    }

    private static @Nullable String currency(@Nullable Money money) {
        return money == null ? null : money.currency();
    }

    private static @Nullable String name(@Nullable CreditDebit way) {
        return way == null ? null : way.wireName();
    }
}
