@NullMarked
package dev.tributary.ingest;

import org.jspecify.annotations.NullMarked;
