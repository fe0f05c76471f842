/** Pages that move: a stream of server-sent events tells the browser that what a page shows has changed. */
@NullMarked
package dev.tributary.console.live;

import org.jspecify.annotations.NullMarked;
