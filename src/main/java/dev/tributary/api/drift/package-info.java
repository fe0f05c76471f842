/** What has changed in the payloads of providers. */
@NullMarked
package dev.tributary.api.drift;

import org.jspecify.annotations.NullMarked;
