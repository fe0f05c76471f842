/**
 * What an event costs the gateway, against the least that the same server and the same store can do with it, and what a
 * delivery costs, against the bare HTTP client. Run by the Maven profile {@code benchmark}, after the jar is built.
 */
@NullMarked
package dev.tributary.benchmark;

import org.jspecify.annotations.NullMarked;
