/**
 * The web console at {@code /console}: pages rendered by the server. It is a client of the API in the same process and holds no
 * rule of its own; each page sends its requests with the access token of the person who is signed in.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform", "security :: identity"})
package dev.tributary.console;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
