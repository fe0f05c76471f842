/** Pages of the audit: who changed and who read what. */
@NullMarked
package dev.tributary.console.audit;

import org.jspecify.annotations.NullMarked;
