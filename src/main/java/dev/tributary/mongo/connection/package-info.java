/**
 * Which store this gateway uses: the embedded one or a server, and the order of the steps that bring it to this release's shape.
 */
@NullMarked
@NamedInterface("connection")
package dev.tributary.mongo.connection;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
