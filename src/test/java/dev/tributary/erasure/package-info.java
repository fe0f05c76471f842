/** A user is erased, and the database is searched for what is left. */
@NullMarked
package dev.tributary.erasure;

import org.jspecify.annotations.NullMarked;
