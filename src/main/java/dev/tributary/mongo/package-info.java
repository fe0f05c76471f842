/**
 * What several stores share: claims by lease, batch inserts with a known outcome for each document, and small collections
 * kept in memory. In {@code connection} is which database the gateway uses, in {@code schema} its indexes and upgrades, in
 * {@code page} the lists, in {@code retention} the removal of old documents.
 *
 * <p>Collection {@code changes}: a counter for each collection that is kept in memory; its growth says that there is news.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"embedded", "event", "platform", "platform :: membership"})
package dev.tributary.mongo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
