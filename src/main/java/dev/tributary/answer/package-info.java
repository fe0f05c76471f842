/** Reads what a provider's API answers: the envelope, its rows, and archives. No network and no store. */
@NullMarked
@ApplicationModule(allowedDependencies = {"ledger"})
package dev.tributary.answer;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
