/**
 * How follow-ups speak to a provider's API: which URLs they call, what an answer holds, where its next page is. Each kind of
 * API is one class; a provider file names it.
 */
@NullMarked
package dev.tributary.followup.api;

import org.jspecify.annotations.NullMarked;
