@NullMarked
package dev.tributary.api.limit;

import org.jspecify.annotations.NullMarked;
