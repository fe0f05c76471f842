@NullMarked
package dev.tributary.mapping.profile;

import org.jspecify.annotations.NullMarked;
