/** Pages of people's data: what follow-ups fetched, sums, exports, and all that is known of one end user by time. */
@NullMarked
package dev.tributary.console.people;

import org.jspecify.annotations.NullMarked;
