/**
 * A conformance suite for the contract of the configuration API. It speaks HTTP only and takes the implementation that
 * the system properties of {@link dev.tributary.conformance.Implementation} name, or else a gateway in this JVM.
 */
package dev.tributary.conformance;
