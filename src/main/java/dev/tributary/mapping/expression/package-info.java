/** The value forms of mapping files: what they read from a payload, and how it becomes what events carry. */
@NullMarked
package dev.tributary.mapping.expression;

import org.jspecify.annotations.NullMarked;
