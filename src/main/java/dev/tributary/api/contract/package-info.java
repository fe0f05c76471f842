/** The form of requests and answers that all resources of the configuration API share. */
@NullMarked
package dev.tributary.api.contract;

import org.jspecify.annotations.NullMarked;
