/** The form of requests and answers that the resources of the API share, and who calls. */
@NullMarked
package dev.tributary.api.contract;

import org.jspecify.annotations.NullMarked;
