/**
 * How the deliveries of a subscription are signed: the two schemes of Standard Webhooks, their keys, and which keys are
 * active during a rotation.
 */
@NullMarked
@NamedInterface("signing")
package dev.tributary.subscription.signing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
