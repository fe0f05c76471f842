/**
 * What is needed to verify a rejected call again, when its source has the right secret.
 *
 * <p>Collection {@code rejected_proofs}: one document for each receipt of a rejected call whose body is kept whole, its id that
 * of the receipt. The headers are encrypted under the master key. They are apart from the receipts, which are deflated together,
 * so that a change of the master key reads no receipts. {@code {expireAt}} removes a document when its receipt is past its
 * retention; all else reads by id.
 */
@NullMarked
@NamedInterface("rejected")
package dev.tributary.receipt.rejected;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
