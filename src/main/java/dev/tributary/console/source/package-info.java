/** Pages of sources: list with health, creation, the address for the provider, registration there, secrets, drift. */
@NullMarked
package dev.tributary.console.source;

import org.jspecify.annotations.NullMarked;
