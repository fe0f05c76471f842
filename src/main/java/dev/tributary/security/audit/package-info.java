/**
 * Who changed or read what, as one chain for each tenant: every entry holds the hash of the one before.
 *
 * <p>Collection {@code audit}: only ever added to, until the retention of an entry ends; {@code {tenant, _id}} serves lists by
 * time. Unique {@code {tenant, number}} lets gateways append at the same time: each number is taken once, and who comes second
 * appends behind it. Entries of releases without chains have no number. Collection {@code audit_chains}: by tenant, an entry
 * that was the last one, where appending begins to look, and the last entry that retention has removed.
 */
@NullMarked
@NamedInterface("audit")
package dev.tributary.security.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
