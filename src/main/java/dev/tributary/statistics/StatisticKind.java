package dev.tributary.statistics;

import java.util.List;
import java.util.Locale;

/** What is counted. */
public enum StatisticKind {
    /** Calls of providers, by the verdict on them. */
    CALLS(5, 1, "provider", "sourceId", "verdict"),
    /** Events that were stored. */
    EVENTS(5, 1, "type", "provider", "sourceId"),
    /** Deliveries that ended, with the attempts that were made and the time from the record of the event. */
    DELIVERIES(15, Measure.COUNT, "webHookId");

    private final int slotMinutes;
    private final int measures;

    @SuppressWarnings("ImmutableEnumChecker") // a list that cannot be changed
    private final List<String> names;

    StatisticKind(int slotMinutes, int measures, String... names) {
        this.slotMinutes = slotMinutes;
        this.measures = measures;
        this.names = List.of(names);
    }

    /** Time zones are whole quarters of an hour away from UTC, so that hours and days of each consist of whole slots. */
    public int slotMinutes() {
        return slotMinutes;
    }

    /** How many different things are counted in a slot. */
    int measures() {
        return measures;
    }

    /** By what the counts can be told apart. */
    public List<String> names() {
        return names;
    }

    String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
