/** The connections of the HTTP server: deadlines, limits, bodies that are left unread, and its own error answers. */
@NullMarked
package dev.tributary.ingest.http.server;

import org.jspecify.annotations.NullMarked;
