/**
 * Verifies and maps a call of a provider: the two steps between its bytes and canonical events, without HTTP, routes or a store.
 * {@link dev.tributary.ingest.webhook.WebhookHandler} and {@link dev.tributary.ingest.webhook.WebhookResult} are for code that embeds them;
 * the gateway's own steps use them as well.
 */
@NullMarked
@NamedInterface("webhook")
package dev.tributary.ingest.webhook;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
