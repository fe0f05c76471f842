/** Pages of the quarantine: what waits, why, and its release after a look at what that gives. */
@NullMarked
package dev.tributary.console.quarantine;

import org.jspecify.annotations.NullMarked;
