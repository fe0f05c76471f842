/** {@code listen}: forwards the events of a gateway to the machine of a developer, as deliveries would come. */
@NullMarked
package dev.tributary.start.listen;

import org.jspecify.annotations.NullMarked;
