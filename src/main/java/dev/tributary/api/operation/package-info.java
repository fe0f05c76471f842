/** The work of operators on stored calls and events: quarantine, re-maps, fetches that start again, and erasure of end users. */
@NullMarked
package dev.tributary.api.operation;

import org.jspecify.annotations.NullMarked;
