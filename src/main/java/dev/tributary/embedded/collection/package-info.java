/** Collections of documents on the engine: what a command reads, changes and commits, and the indexes that go with it. */
@NullMarked
package dev.tributary.embedded.collection;

import org.jspecify.annotations.NullMarked;
