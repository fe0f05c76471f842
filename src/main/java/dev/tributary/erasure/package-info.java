/**
 * Erasure of end users: their key is destroyed first, and then what names them is removed.
 *
 * <p>Collection {@code erasures}: one document for each request, with how far it is. {@code {state, nextAttemptAt}} serves the
 * claims: an erasure is worked on by one gateway at a time, and another one goes on from the stored position after a crash.
 * {@code {user}} finds those of one user, whose id is there only as a digest once the erasure has ended.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "banking :: store",
            "delivery :: store",
            "event",
            "eventstore",
            "followup :: store",
            "mongo",
            "mongo :: page",
            "mongo :: schema",
            "platform",
            "receipt",
            "security :: privacy",
            "security :: secret",
            "view"
        })
package dev.tributary.erasure;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
