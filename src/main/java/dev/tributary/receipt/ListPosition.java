package dev.tributary.receipt;

import dev.tributary.event.TimeOrderedId;
import dev.tributary.mongo.page.ListOrder;
import java.time.Instant;
import java.util.regex.Pattern;

/** Where a receipt stands in the lists: its commit, and its place in it. */
record ListPosition(String commitId, int index) {

    private static final String ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    private static final Pattern ID_ALONE = Pattern.compile(ID);
    private static final Pattern POSITION = Pattern.compile(ID + "\\.\\d{1,9}");
    private static final int ID_LENGTH = 36;

    /** @throws IllegalArgumentException if the text is not a position */
    static ListPosition parse(String text) {
        if (!POSITION.matcher(text).matches()) {
            throw new IllegalArgumentException("no position in a list of receipts");
        }
        return new ListPosition(text.substring(0, ID_LENGTH), Integer.parseInt(text.substring(ID_LENGTH + 1)));
    }

    /** Whether a text can be the id of a receipt. */
    static boolean isId(String text) {
        return ID_ALONE.matcher(text).matches();
    }

    /** When its commit was made, in milliseconds. */
    Instant at() {
        return TimeOrderedId.instantOf(commitId);
    }

    /** Whether another place comes behind this one in an order. */
    boolean isBefore(String otherCommit, int otherIndex, ListOrder order) {
        int commits = order.compare(commitId, otherCommit);
        int indexes = order == ListOrder.ASCENDING ? otherIndex - index : index - otherIndex;
        return commits < 0 || (commits == 0 && indexes > 0);
    }

    @Override
    public String toString() {
        return commitId + '.' + index;
    }
}
