package dev.tributary.console.page;

/**
 * An entry of the navigation. Each feature of the console adds its own as a bean.
 *
 * @param order from left to right
 * @param path of the page; the entry is marked as current on all pages below it that have no entry of their own
 * @param scope without which the page cannot be used, so that the entry is left out; empty if every person may use it
 */
public record NavEntry(int order, String path, String label, String scope) {}
