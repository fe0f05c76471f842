/**
 * Hands events to code of the gateway: to Java handlers, which register here under a name of their own, and to Camel
 * routes. {@link dev.tributary.subscription.handler.EventHandlers}, {@link dev.tributary.subscription.handler.EventHandler},
 * {@link dev.tributary.subscription.handler.ReceivedEvent} and {@link dev.tributary.subscription.handler.Registration} are for code that embeds or
 * extends the gateway.
 *
 * <p>A handler is a subscription {@code handler.<name>} in the collection {@code subscriptions}, so that gateways which
 * lack the handler queue its events for those that have it.
 */
@NullMarked
@NamedInterface("handler")
package dev.tributary.subscription.handler;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
