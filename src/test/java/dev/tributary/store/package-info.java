/** Databases for tests: the embedded server on its memory backend, and a container. */
@NullMarked
package dev.tributary.store;

import org.jspecify.annotations.NullMarked;
