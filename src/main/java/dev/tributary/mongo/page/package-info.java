/** Pages of lists in the order of ids that begin with a time, at a cost that does not grow with the collection. */
@NullMarked
@NamedInterface("page")
package dev.tributary.mongo.page;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
