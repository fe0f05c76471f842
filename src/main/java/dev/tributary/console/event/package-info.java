/** Pages of events: search, one event with its deliveries, and replay. */
@NullMarked
package dev.tributary.console.event;

import org.jspecify.annotations.NullMarked;
