package dev.tributary.platform;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A part of the gateway that may fail in such a way that only a restart helps. As a bean it is part of liveness, and the
 * process ends when it has failed.
 *
 * @param failure why only a restart helps, without secrets; empty while the part works. Answers at once
 */
public record VitalPart(String name, Supplier<Optional<String>> failure) {}
