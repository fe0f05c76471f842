/**
 * Views of lists that people save under a name.
 *
 * <p>Collection {@code views}: one document for each view, at most 50 a person. {@code {tenant, person, list, name}} is unique, so that a
 * name stands for one view of a list, and serves the lists of a person.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "mongo :: schema")
package dev.tributary.view;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
