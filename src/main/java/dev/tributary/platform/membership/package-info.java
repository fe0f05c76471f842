/**
 * Which gateways are alive.
 *
 * <p>Collection {@code gateways}: one document for each living gateway, a handful in all, so {@code _id} is its only
 * index. Each gateway writes its own about once a second and reads all of them as often. {@code since} and {@code checkpoint}
 * bound the ids that it uses, and {@code feed} is the id up to which it stores nothing any more, so that what follows ids compares
 * no clocks.
 */
@NullMarked
@NamedInterface("membership")
package dev.tributary.platform.membership;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
