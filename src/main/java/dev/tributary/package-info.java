/** The gateway: one package per feature, listed with its allowed imports in each {@code package-info}. */
@NullMarked
package dev.tributary;

import org.jspecify.annotations.NullMarked;
