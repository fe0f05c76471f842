/**
 * What the jar does for operators beside running a gateway. Each command is the first argument, has the settings of a
 * gateway and ends with exit code 0 if all is well.
 */
@NullMarked
package dev.tributary.start.command;

import org.jspecify.annotations.NullMarked;
