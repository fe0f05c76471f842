package dev.tributary.eventstore;

import java.util.List;

/**
 * Events that are durable from now on, in the order in which they were stored. Published inside this process only, as
 * a hint that spares a poll; who misses it finds the events by their fan-out mark.
 */
public record EventsStored(List<StoredEvent> events) {}
