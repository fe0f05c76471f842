/** Calls of providers' APIs for fetches, and the session tokens of end users for APIs that take one in place of the key. */
@NullMarked
package dev.tributary.followup.call;

import org.jspecify.annotations.NullMarked;
