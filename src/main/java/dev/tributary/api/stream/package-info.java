/** Events as they are stored, as server-sent events. */
@NullMarked
package dev.tributary.api.stream;

import org.jspecify.annotations.NullMarked;
