/** The audit, for those who look after the others: lists, exports and verification. */
@NullMarked
package dev.tributary.api.audit;

import org.jspecify.annotations.NullMarked;
