/** Feeds the parsers of what strangers send with their corpus, and with inputs that a fuzzer makes of it. */
package dev.tributary.fuzz;
