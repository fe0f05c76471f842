/** The quarantine: lists, releases of one call and of many, and re-maps of stored history. */
@NullMarked
package dev.tributary.api.quarantine;

import org.jspecify.annotations.NullMarked;
