/**
 * What the jar does for operators beside running a gateway. Each command is the first argument, has the settings of a
 * gateway and ends with exit code 0 if all is well.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "audit",
            "config",
            "erasure",
            "platform",
            "privacy",
            "receipt :: proof",
            "secret",
            "source",
            "source :: access",
            "subscription"
        })
package dev.tributary.command;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
