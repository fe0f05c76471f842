/**
 * Pages of lists in the order of ids, which begin with a time or are digests, at a cost that does not grow with the
 * collection.
 */
@NullMarked
@NamedInterface("page")
package dev.tributary.mongo.page;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
