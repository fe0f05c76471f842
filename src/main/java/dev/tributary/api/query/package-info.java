/** Stored events, receipts, banking data, fetches and the audit: lists and exports. */
@NullMarked
package dev.tributary.api.query;

import org.jspecify.annotations.NullMarked;
