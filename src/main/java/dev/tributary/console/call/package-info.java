/** Requests of the console to the API, sent in this process through the security chain and the controllers. */
@NullMarked
package dev.tributary.console.call;

import org.jspecify.annotations.NullMarked;
