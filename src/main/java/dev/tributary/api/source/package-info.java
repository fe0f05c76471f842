/** How a source reaches its provider's API, its webhook there, its health, and what changed in its payloads. */
@NullMarked
package dev.tributary.api.source;

import org.jspecify.annotations.NullMarked;
