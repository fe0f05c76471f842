/**
 * The indexes that stores declare, and the steps of an upgrade. {@link dev.tributary.mongo.schema.StoreSchema} applies both at
 * start-up, at one gateway at a time.
 *
 * <p>Collection {@code schema}: the document {@code tributary} holds the version; the document {@code lease} is there
 * while a gateway upgrades the database or builds indexes.
 */
@NullMarked
@NamedInterface("schema")
package dev.tributary.mongo.schema;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
