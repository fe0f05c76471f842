@NullMarked
package dev.tributary.registration;

import org.jspecify.annotations.NullMarked;
