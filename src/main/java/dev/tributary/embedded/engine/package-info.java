/** Ordered keys on disk: snapshots to read from, atomic batches to write with, one sync of the log for many commands. */
@NullMarked
package dev.tributary.embedded.engine;

import org.jspecify.annotations.NullMarked;
