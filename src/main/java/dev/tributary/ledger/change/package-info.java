/** What one refresh changed in the ledger. */
@NullMarked
@NamedInterface("change")
package dev.tributary.ledger.change;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
