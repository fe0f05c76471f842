@NullMarked
package dev.tributary.handler;

import org.jspecify.annotations.NullMarked;
