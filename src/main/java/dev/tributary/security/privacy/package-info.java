/**
 * Keys of end users, and what is encrypted with them: personal members of events, personal columns of banking rows and files.
 * Without its key nothing of that can be read again, so that to destroy one key is to erase its user at every place at once.
 *
 * <p>Collection {@code userkeys}: one document for each end user of a tenant and provider, its id a digest of the three, with
 * the key encrypted under the master key. It is read by id only and needs no other index.
 */
@NullMarked
@NamedInterface("privacy")
package dev.tributary.security.privacy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
