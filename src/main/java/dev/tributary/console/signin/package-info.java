/** Sign-in and sign-out, and which answers of the console are open without a session. */
@NullMarked
package dev.tributary.console.signin;

import org.jspecify.annotations.NullMarked;
