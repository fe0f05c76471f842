/** Makes receipts and events durable, many calls by one write, before any of them is answered. */
@NullMarked
package dev.tributary.ingest.commit;

import org.jspecify.annotations.NullMarked;
