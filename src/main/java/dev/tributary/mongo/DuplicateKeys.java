package dev.tributary.mongo;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;

/** Tells what failed because a unique index has the key already. */
public final class DuplicateKeys {

    private DuplicateKeys() {}

    /** Whether nothing else failed in a batch: all of its other documents are written as they should be. */
    public static boolean only(MongoBulkWriteException e) {
        return e.getWriteConcernError() == null
                && e.getWriteErrors().stream().allMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY);
    }
}
