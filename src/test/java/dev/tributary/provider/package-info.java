@NullMarked
package dev.tributary.provider;

import org.jspecify.annotations.NullMarked;
