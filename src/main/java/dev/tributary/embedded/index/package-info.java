/** Values as ordered keys, and which index carries a query. */
@NullMarked
package dev.tributary.embedded.index;

import org.jspecify.annotations.NullMarked;
