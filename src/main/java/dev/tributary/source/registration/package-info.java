/**
 * Webhooks of sources at their providers: created, compared with what the provider says, mended and deleted through the
 * provider's own API.
 *
 * <p>Collection {@code registrations}, by the id of the source, with its tenant: what was asked for, what the provider gave, and
 * how the last comparison ended. {@code {tenant, _id}} serves lists, {@code nextCheckAt} finds those that are due. A document is
 * written before the provider is called, so that no call is forgotten, and carries a lease, so that one request works on it. It names
 * the webhook's former secrets, each with its end, before the webhook gets another one: wherever a gateway is killed, what goes on with
 * the registration ends them. A former webhook that delivers until the new one does stands beside its secret.
 */
@NullMarked
@NamedInterface("registration")
package dev.tributary.source.registration;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
