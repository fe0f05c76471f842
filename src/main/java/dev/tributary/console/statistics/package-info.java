/** Pages of figures: the overview of the last hours, statistics by hour and day, and the event types. */
@NullMarked
package dev.tributary.console.statistics;

import org.jspecify.annotations.NullMarked;
