/** The configuration API: sources, web hooks and authorised domains, all by the conventions of one contract. */
@NullMarked
package dev.tributary.api.configuration;

import org.jspecify.annotations.NullMarked;
