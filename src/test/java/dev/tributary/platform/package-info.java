/** Gateways among each other. */
@NullMarked
package dev.tributary.platform;

import org.jspecify.annotations.NullMarked;
