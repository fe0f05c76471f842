/** Documents for tools: OpenAPI, AsyncAPI and JSON Schemas, and the page that shows the first of them. For everyone, without a token. */
@NullMarked
package dev.tributary.api.document;

import org.jspecify.annotations.NullMarked;
