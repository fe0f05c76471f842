/**
 * Every refusal over HTTP in one form, the problem details of RFC 9457, also those of the server and of security; and how near a
 * wrong name is to a right one.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"platform"})
package dev.tributary.problem;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
