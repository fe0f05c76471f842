/** The session of a person who is signed in, and the access token that it calls the API with. */
@NullMarked
package dev.tributary.console.session;

import org.jspecify.annotations.NullMarked;
