/**
 * Canonical copies of what follow-ups fetched: connections, accounts, transactions and documents.
 *
 * <p>Collections {@code connections}, {@code accounts}, {@code transactions} and {@code documents}: the {@code _id} is a
 * digest of source and provider's id, so that an upsert needs no other unique index; {@code {tenant, _id}}, and the
 * same behind source, connection and account, serve the lists. {@code documents.files} and {@code documents.chunks}
 * hold the bytes of files above 1 MiB. {@code {refreshedAt, storedAt}} finds what is past its retention: by the last
 * refresh, or by the time when it was first stored where the provider gives none. Names, account numbers, descriptions and references, and the names and bytes of files, are
 * encrypted with the key of the end user; {@code {changedBy}} finds what a refresh changed, for the event that tells it; {@code {user}} finds what is to be removed when a user is erased.
 */
@NullMarked
@NamedInterface("store")
package dev.tributary.banking.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
