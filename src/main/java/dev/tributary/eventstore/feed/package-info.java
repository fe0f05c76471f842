/**
 * Which events are under way to the store, and up to where its feed is complete. Events get their ids before their write, and
 * several writes run at a time: an event may become visible after one with a greater id.
 */
@NullMarked
@NamedInterface("feed")
package dev.tributary.eventstore.feed;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
