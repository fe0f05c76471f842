/** Internet addresses, and the rules which of them outgoing calls may go to; names are looked up within a time. */
@NullMarked
@NamedInterface("address")
package dev.tributary.egress.address;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
