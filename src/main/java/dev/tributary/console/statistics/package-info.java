/** Pages of figures by time, and of the event types with an example of each. */
@NullMarked
package dev.tributary.console.statistics;

import org.jspecify.annotations.NullMarked;
