@NullMarked
package dev.tributary.receipt;

import org.jspecify.annotations.NullMarked;
