/**
 * Which store this gateway uses, and how it is brought to this release's shape.
 *
 * <p>Collection {@code schema}: the document {@code tributary} holds the version; the document {@code lease} is there
 * while a gateway upgrades the database or builds indexes.
 */
@NullMarked
@NamedInterface("connection")
package dev.tributary.mongo.connection;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
