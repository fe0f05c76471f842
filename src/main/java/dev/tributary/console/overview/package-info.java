/** The page that the console begins with: what came in, what went out, and what needs a look. */
@NullMarked
package dev.tributary.console.overview;

import org.jspecify.annotations.NullMarked;
