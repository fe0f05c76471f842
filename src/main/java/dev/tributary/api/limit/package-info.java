/** Limits of what one tenant may have and ask for, so that it takes nothing from another. All but those of jobs are counted in memory. */
@NullMarked
package dev.tributary.api.limit;

import org.jspecify.annotations.NullMarked;
