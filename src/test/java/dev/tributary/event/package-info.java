@NullMarked
package dev.tributary.event;

import org.jspecify.annotations.NullMarked;
