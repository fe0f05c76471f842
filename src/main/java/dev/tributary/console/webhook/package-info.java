/** Pages of web hooks: list, creation with a dry run, secrets, pause, checks of the endpoint, deletion. */
@NullMarked
package dev.tributary.console.webhook;

import org.jspecify.annotations.NullMarked;
