/**
 * Every incoming call as it was received, with the verdict on it.
 *
 * <p>Collection {@code receipts}: {@code {tenant, _id}} serves the lists, whose order and cursors are those of the
 * time-ordered ids, as is that of the sweep, which reads a bounded window in pages; {@code expireAt} lets the server delete
 * what is past its retention.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"event", "mongo"})
package dev.tributary.receipt;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
