/**
 * Six Park's API: the account that a webhook links.
 *
 * @see <a href="https://developers.sixpark.com.au">Six Park, developers</a>
 */
@NullMarked
package dev.tributary.followup.sixpark;

import org.jspecify.annotations.NullMarked;
