/** Pages of receipts: what came in, the verdict on it, and which events it became. */
@NullMarked
package dev.tributary.console.receipt;

import org.jspecify.annotations.NullMarked;
