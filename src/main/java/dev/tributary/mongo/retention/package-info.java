/**
 * How long what is stored is kept, by kind and tenant, and the work that removes what is older: in batches, at one gateway at a
 * time. Each store says itself how its documents are found and removed.
 *
 * <p>Collection {@code retention_tasks}: one document for each kind, claimed by lease.
 */
@NullMarked
@NamedInterface("retention")
package dev.tributary.mongo.retention;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
