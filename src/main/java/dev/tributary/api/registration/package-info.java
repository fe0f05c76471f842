/** How a source reaches its provider's API, and its webhook there, by the conventions of the configuration contract. */
@NullMarked
package dev.tributary.api.registration;

import org.jspecify.annotations.NullMarked;
