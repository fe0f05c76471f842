@NullMarked
package dev.tributary.eventstore;

import org.jspecify.annotations.NullMarked;
