/** The work of operators on stored calls and events: quarantine, re-maps, fetches that start again, erasure of end users. */
@NullMarked
package dev.tributary.api.operation;

import org.jspecify.annotations.NullMarked;
