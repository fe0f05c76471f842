/** Every refusal over HTTP in one form, the problem details of RFC 9457, whoever refuses. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.tributary.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
