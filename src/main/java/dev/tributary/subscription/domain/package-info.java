/**
 * Authorised domains: where a tenant has any, its web hooks point only there.
 *
 * <p>Collection {@code authorizedDomains}: small, read whole into memory. {@code {tenant, domain}} is unique, so that a
 * domain is authorised once.
 */
@NullMarked
@NamedInterface("domain")
package dev.tributary.subscription.domain;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
