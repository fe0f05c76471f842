/** Mapping files, compiled: which profile a payload has, its rules and its dedup key. */
@NullMarked
package dev.tributary.mapping.profile;

import org.jspecify.annotations.NullMarked;
