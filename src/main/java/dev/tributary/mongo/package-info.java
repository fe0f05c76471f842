/**
 * What several stores share: claims by lease, batch inserts with a known outcome for each document, and the indexes that
 * stores declare. {@link dev.tributary.mongo.StoreSchema} builds these at start-up, after the steps of an upgrade.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"event"})
package dev.tributary.mongo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
