/**
 * Encryption of stored secrets, so that a copy of the database gives none away, and the change of the keys that encrypt them.
 *
 * <p>No collection of its own: a rotation changes members in the collections of others, which {@link
 * dev.tributary.security.secret.SecretMembers} names.
 */
@NullMarked
@NamedInterface("secret")
package dev.tributary.security.secret;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
