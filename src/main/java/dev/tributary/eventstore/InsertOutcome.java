package dev.tributary.eventstore;

/** What became of one event of a batch. */
public sealed interface InsertOutcome {

    /** Durable, and new. */
    record Stored() implements InsertOutcome {}

    /** Its occurrence was stored before, durably, as another event. */
    record Duplicate(String eventId) implements InsertOutcome {}

    /** Not known to be durable; the sender has to try again. */
    record Failed() implements InsertOutcome {}
}
