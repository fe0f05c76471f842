@NullMarked
package dev.tributary.privacy;

import org.jspecify.annotations.NullMarked;
