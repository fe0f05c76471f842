/** Whole lists as files: lines of JSON, CSV and Parquet, written while they are read. */
@NullMarked
package dev.tributary.api.export;

import org.jspecify.annotations.NullMarked;
