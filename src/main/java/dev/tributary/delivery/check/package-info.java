/**
 * Asks endpoints whether they consent to deliveries, before the first and after each change of the address. The check is
 * a part of the subscription's document, see {@link dev.tributary.subscription.CheckQueue}.
 */
@NullMarked
@NamedInterface("check")
package dev.tributary.delivery.check;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
