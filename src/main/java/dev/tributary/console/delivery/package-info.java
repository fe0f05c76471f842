/** Pages of deliveries: failures, what waits, one delivery with its attempts, and replay or cancellation of a range. */
@NullMarked
package dev.tributary.console.delivery;

import org.jspecify.annotations.NullMarked;
