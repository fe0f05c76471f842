/**
 * Calls of a source to its provider's API: where they go, how they are authorised, what became of them. They keep the rules for
 * outgoing calls, follow no redirects, and take a bounded time and memory.
 */
@NullMarked
@NamedInterface("access")
package dev.tributary.source.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
