@NullMarked
package dev.tributary.sourcehealth;

import org.jspecify.annotations.NullMarked;
