@NullMarked
package dev.tributary.audit;

import org.jspecify.annotations.NullMarked;
