/** Figures by time, and sums of transactions. */
@NullMarked
package dev.tributary.api.statistics;

import org.jspecify.annotations.NullMarked;
