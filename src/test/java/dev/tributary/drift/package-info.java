@NullMarked
package dev.tributary.drift;

import org.jspecify.annotations.NullMarked;
