/**
 * Stores connections, accounts, transactions and documents.
 *
 * <p>Collections {@code connections}, {@code accounts}, {@code transactions} and {@code documents}: the {@code _id} is a
 * digest of source and provider's id, so that an upsert needs no other unique index. {@code {tenant, _id}}, and the same
 * behind source and connection, and behind account but for documents, serve the lists. {@code documents.files} and
 * {@code documents.chunks} hold the bytes of files above 1 MiB. {@code {refreshedAt, storedAt}} finds rows that are past
 * their retention: by the last refresh, or by the time when a row was first stored where the provider gives none; documents
 * are removed with their event, by {@code {eventId}}. {@code {changedBy}} finds what a refresh changed, {@code {tenant,
 * modifiedAt}} what changed since a moment, {@code {user}} what is
 * removed when a user is erased. Names, account numbers, descriptions and references, and the names and bytes of files, are
 * encrypted with the key of the end user.
 */
@NullMarked
@NamedInterface("store")
package dev.tributary.banking.store;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
