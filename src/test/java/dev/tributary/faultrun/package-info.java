/**
 * Tools for tests that see the packaged gateway from outside only: gateways as processes, endpoints with a ledger, calls
 * at a rate, and the comparison of what was acknowledged with what arrived.
 *
 * <p>The short form runs with every build; {@code mvn -Pfaults verify} runs the long form.
 */
@NullMarked
package dev.tributary.faultrun;

import org.jspecify.annotations.NullMarked;
