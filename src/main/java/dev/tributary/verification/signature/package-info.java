/** How a signature is read: where its proofs stand in a header, and how they and the key are written there. */
@NullMarked
package dev.tributary.verification.signature;

import org.jspecify.annotations.NullMarked;
