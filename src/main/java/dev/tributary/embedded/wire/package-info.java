/** The server's side of the MongoDB protocol on a loopback port that wants a password. */
@NullMarked
package dev.tributary.embedded.wire;

import org.jspecify.annotations.NullMarked;
