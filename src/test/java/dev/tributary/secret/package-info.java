@NullMarked
package dev.tributary.secret;

import org.jspecify.annotations.NullMarked;
