/**
 * Counts of calls, events and deliveries by time, kept in memory and written every ten seconds, so that a figure never needs
 * history to be read.
 *
 * <p>Collection {@code statistics}: one document for each day, gateway and series (a combination of type, provider and source,
 * for one), removed 400 days later. It holds the counts of its slots of five or fifteen minutes, each in one place, so that a
 * write can be repeated. {@code {tenant, kind, day}} serves the questions, which are bounded by days and by documents. A crash
 * loses the counts of up to ten seconds.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"event", "mongo :: schema", "platform"})
package dev.tributary.statistics;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
