/**
 * Admission: takes calls while their source has a share left, reads their raw bytes, finds their source, and answers those that
 * were not taken.
 */
@NullMarked
package dev.tributary.ingest.http;

import org.jspecify.annotations.NullMarked;
