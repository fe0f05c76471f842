package dev.tributary.api.export;

import java.io.IOException;

/** Gets the rows of an export one by one. */
interface Rows<T> {

    void write(T row) throws IOException;

    /** Ends a file that is whole. One that failed before is not ended, so that no reader takes it for whole. */
    void end() throws IOException;
}
