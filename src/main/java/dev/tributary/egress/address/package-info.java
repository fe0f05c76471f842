/** Internet addresses: their text, blocks of them, and names that are looked up within a time. */
@NullMarked
package dev.tributary.egress.address;

import org.jspecify.annotations.NullMarked;
