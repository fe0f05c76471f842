package dev.tributary.subscription.filter;

/**
 * Why a selection does not let an event through.
 *
 * @param path of the condition, for example {@code filters.all[1].prefix.type}
 * @param detail what the condition wants and what the event has
 */
public record Mismatch(String path, String detail) {}
