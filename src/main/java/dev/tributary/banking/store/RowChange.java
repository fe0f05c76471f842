package dev.tributary.banking.store;

import java.util.Locale;

/** What a refresh did to a row. A row that is equal but for the time of its refresh has no change. */
public enum RowChange {
    /** It was not there before. */
    INSERTED,
    UPDATED,
    /** It is marked as deleted, and was not before. */
    DELETED;

    /** As it is stored with the row. */
    public String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static RowChange ofStored(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
