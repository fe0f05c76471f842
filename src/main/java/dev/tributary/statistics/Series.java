package dev.tributary.statistics;

import java.time.LocalDate;
import java.util.List;

/**
 * What is counted together on a UTC day.
 *
 * @param values of the names of its kind, in their order
 */
record Series(StatisticKind kind, String tenant, LocalDate day, List<String> values) {}
