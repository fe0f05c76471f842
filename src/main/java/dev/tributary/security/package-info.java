/**
 * Who may call the gateway, and what keeps stored data safe: identity and scopes, encryption of secrets, keys of end users, and
 * the audit. Each has a package of its own here.
 */
@NullMarked
@ApplicationModule(
        allowedDependencies = {
            "event",
            "mongo",
            "mongo :: page",
            "mongo :: retention",
            "mongo :: schema",
            "platform",
            "problem"
        })
package dev.tributary.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
