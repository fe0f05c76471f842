/** Fetches that an operator starts again. */
@NullMarked
package dev.tributary.api.refetch;

import org.jspecify.annotations.NullMarked;
