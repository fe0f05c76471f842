@NullMarked
package dev.tributary.verification;

import org.jspecify.annotations.NullMarked;
