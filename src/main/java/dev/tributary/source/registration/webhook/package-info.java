/** The providers' own APIs for webhooks, each as its documentation says, in one form. */
@NullMarked
@NamedInterface("webhook")
package dev.tributary.source.registration.webhook;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
