@NullMarked
package dev.tributary.retention;

import org.jspecify.annotations.NullMarked;
