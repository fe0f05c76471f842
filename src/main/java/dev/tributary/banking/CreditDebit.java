package dev.tributary.banking;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Which way an amount goes, seen from the account: the sign that {@link Money} does not carry. */
public enum CreditDebit {
    CREDIT,
    DEBIT;

    /** The name on the wire and in the store. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
