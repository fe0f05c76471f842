/** What a subscriber gets beside others: slow, hanging and failing ones, and very many. */
@NullMarked
package dev.tributary.fairness;

import org.jspecify.annotations.NullMarked;
