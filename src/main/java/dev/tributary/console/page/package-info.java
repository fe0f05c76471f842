/** What all pages share: the person and the navigation of the layout, refusals of the API as pages, files of the layout. */
@NullMarked
package dev.tributary.console.page;

import org.jspecify.annotations.NullMarked;
