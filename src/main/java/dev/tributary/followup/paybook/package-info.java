/**
 * Paybook's (Syncfy's) API: envelope, rows, archives, pages.
 *
 * @see <a href="https://github.com/Paybook/sync-code-samples">Paybook, sync-code-samples</a>
 */
@NullMarked
package dev.tributary.followup.paybook;

import org.jspecify.annotations.NullMarked;
