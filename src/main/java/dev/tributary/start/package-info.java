/**
 * Start-up: settings that are checked before anything else, one line for each mistake, and a report of what is used. In
 * {@code command} is what the jar does for operators beside running a gateway, in {@code listen} what it does for developers.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "erasure",
            "event",
            "mongo :: connection",
            "platform",
            "problem",
            "receipt :: rejected",
            "security :: audit",
            "security :: privacy",
            "security :: secret",
            "source",
            "source :: access",
            "subscription",
            "subscription :: signing"
        })
package dev.tributary.start;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
