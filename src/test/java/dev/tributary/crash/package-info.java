/** The packaged gateway as a process of its own, killed at bad moments. */
@NullMarked
package dev.tributary.crash;

import org.jspecify.annotations.NullMarked;
