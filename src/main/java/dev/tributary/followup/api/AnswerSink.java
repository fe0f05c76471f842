package dev.tributary.followup.api;

import dev.tributary.banking.Account;
import dev.tributary.banking.Connection;
import dev.tributary.banking.Transaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes what an answer holds. Errors of the driver pass through unchanged. */
public interface AnswerSink {

    void connections(List<Connection> page);

    void accounts(List<Account> page);

    void transactions(List<Transaction> page);

    /** Returns the id of the document. */
    String file(String name, String contentType, byte[] content);

    /** The tz database name of the site of an account, by the provider's id of it; null where none is known. */
    @Nullable
    String timeZone(@Nullable String accountId);
}
