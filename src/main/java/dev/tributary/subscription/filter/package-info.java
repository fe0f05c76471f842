/** Which events a subscription selects: by their types, and by a filter of the CloudEvents Subscriptions dialects. */
@NullMarked
@NamedInterface("filter")
package dev.tributary.subscription.filter;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
