/** Session tokens of end users, for APIs that take one where they refuse the key. */
@NullMarked
package dev.tributary.followup.session;

import org.jspecify.annotations.NullMarked;
