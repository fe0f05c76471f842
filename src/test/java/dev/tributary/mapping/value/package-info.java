@NullMarked
package dev.tributary.mapping.value;

import org.jspecify.annotations.NullMarked;
