package dev.tributary.api.export;

import java.io.IOException;

/** Gets the rows of an export one by one. */
interface Rows<T> {

    void write(T row) throws IOException;

    /** Writes the end of a complete file. Not called after a failure, so that readers notice that the file is incomplete. */
    void end() throws IOException;
}
