/**
 * How deliveries fare: the metrics, when an endpoint that fails throughout is disabled, and the event that tells the tenant's
 * other subscriptions.
 */
@NullMarked
package dev.tributary.delivery.health;

import org.jspecify.annotations.NullMarked;
