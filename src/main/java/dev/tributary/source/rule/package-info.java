/** What a source may have, by its provider's file: checked before it is stored. */
@NullMarked
@NamedInterface("rule")
package dev.tributary.source.rule;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
