/** Pages of what came in, what was made of it, what went out, and who looked: receipts, quarantine, events, deliveries, the audit. */
@NullMarked
package dev.tributary.console.traffic;

import org.jspecify.annotations.NullMarked;
