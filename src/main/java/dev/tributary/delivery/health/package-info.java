/**
 * Metrics of deliveries; disables subscriptions whose endpoint fails every attempt, and stores the event that tells the
 * tenant's other subscriptions.
 */
@NullMarked
package dev.tributary.delivery.health;

import org.jspecify.annotations.NullMarked;
