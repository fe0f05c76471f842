package dev.tributary.receipt;

import dev.tributary.event.TimeOrderedId;
import dev.tributary.mongo.page.IdRange;
import java.time.Instant;
import java.util.regex.Pattern;

/** Where a receipt stands in the lists: its commit, and its place in it. */
record ListPosition(String commitId, int index) {

    /** Before every receipt. */
    static final ListPosition FIRST = new ListPosition(TimeOrderedId.lowest(Instant.EPOCH), -1);

    private static final String ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    private static final Pattern ID_ALONE = Pattern.compile(ID);
    private static final Pattern POSITION = Pattern.compile(ID + "\\.\\d{1,9}");
    private static final int ID_LENGTH = 36;

    /** Before the receipts with ids in a range; the first of them may stand in a commit that began before it. */
    static ListPosition before(IdRange ids) {
        if (ids.from().isEmpty()) {
            return FIRST;
        }
        Instant first = TimeOrderedId.instantOf(ids.from()).minus(CommitDocument.MAX_SPREAD);
        return new ListPosition(TimeOrderedId.lowest(first), -1);
    }

    /** @throws IllegalArgumentException if the text is no position */
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

    boolean isBefore(String otherCommit, int otherIndex) {
        int order = commitId.compareTo(otherCommit);
        return order < 0 || (order == 0 && index < otherIndex);
    }

    @Override
    public String toString() {
        return commitId + '.' + index;
    }
}
