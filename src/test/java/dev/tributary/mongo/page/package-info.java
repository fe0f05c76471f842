@NullMarked
package dev.tributary.mongo.page;

import org.jspecify.annotations.NullMarked;
