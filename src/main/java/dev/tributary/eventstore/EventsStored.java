package dev.tributary.eventstore;

import java.util.List;

/**
 * Events that are durable from now on, in the order in which they were stored. Published inside this process only; what
 * a crash leaves undelivered is found by the checkpoint of the writer, see {@link OpenEvents}.
 *
 * @param writer the name under which they were stored
 */
public record EventsStored(List<StoredEvent> events, String writer) {}
