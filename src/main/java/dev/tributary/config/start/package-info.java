/** Start-up: settings that are checked before anything else, one line for each mistake, and a report of what is used. */
@NullMarked
package dev.tributary.config.start;

import org.jspecify.annotations.NullMarked;
