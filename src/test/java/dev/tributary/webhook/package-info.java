@NullMarked
package dev.tributary.webhook;

import org.jspecify.annotations.NullMarked;
