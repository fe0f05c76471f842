/**
 * Endpoints that fail throughout: when to disable their subscriptions, and the event that tells the tenant's other
 * subscriptions.
 */
@NullMarked
package dev.tributary.delivery.failing;

import org.jspecify.annotations.NullMarked;
