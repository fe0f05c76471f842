/** Marks what is to be fetched before an event goes out. */
@NullMarked
package dev.tributary.ingest.pending;

import org.jspecify.annotations.NullMarked;
