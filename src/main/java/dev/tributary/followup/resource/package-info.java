/** What an event's data says of the resources that are fetched for it. */
@NullMarked
package dev.tributary.followup.resource;

import org.jspecify.annotations.NullMarked;
