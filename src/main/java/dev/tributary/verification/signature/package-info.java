/** How signatures and keys are written in a header, and the refusal of a call that has not the right one. */
@NullMarked
@NamedInterface("signature")
package dev.tributary.verification.signature;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
