/**
 * Every incoming call as it was received, with the verdict on it.
 *
 * <p>Collection {@code receipts}: {@code {tenant, receivedAt, _id}} serves the lists, {@code {receivedAt}} the sweep, which
 * looks at a bounded window; {@code expireAt} lets the server delete what is past its retention.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"event", "batch"})
package dev.tributary.receipt;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
