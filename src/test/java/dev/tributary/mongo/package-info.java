@NullMarked
package dev.tributary.mongo;

import org.jspecify.annotations.NullMarked;
