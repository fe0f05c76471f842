/** Deliveries: lists, and replays and cancellations of one or of a range. */
@NullMarked
package dev.tributary.api.delivery;

import org.jspecify.annotations.NullMarked;
