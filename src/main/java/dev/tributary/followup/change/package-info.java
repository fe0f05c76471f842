/** Tells subscribers what a refresh really changed, when its follow-ups have ended. */
@NullMarked
package dev.tributary.followup.change;

import org.jspecify.annotations.NullMarked;
