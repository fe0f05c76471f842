/** The caller itself: its tenant and scopes, and the views of lists that it has saved. */
@NullMarked
package dev.tributary.api.caller;

import org.jspecify.annotations.NullMarked;
