@NullMarked
package dev.tributary.mapping;

import org.jspecify.annotations.NullMarked;
