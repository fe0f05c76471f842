/**
 * Canonical copies of what follow-ups fetched: connections, accounts, transactions and documents.
 *
 * <p>Collections {@code connections}, {@code accounts}, {@code transactions} and {@code documents}: the {@code _id} is a
 * digest of source and provider's id, so that an upsert needs no other unique index; {@code {tenant, _id}}, and the
 * same behind source, connection and account, serve the lists. {@code documents.files} and {@code documents.chunks}
 * hold the bytes of files above 1 MiB.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"event", "mongo", "mongo :: page", "retention"})
package dev.tributary.ledger;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
