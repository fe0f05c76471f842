@NullMarked
package dev.tributary.batch;

import org.jspecify.annotations.NullMarked;
