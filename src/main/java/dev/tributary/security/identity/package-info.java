/**
 * Who calls: access tokens of an identity provider, or of the gateway itself where none is configured, and the scopes that each
 * endpoint asks for.
 */
@NullMarked
@NamedInterface("identity")
package dev.tributary.security.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
