package dev.tributary.platform;

import java.nio.file.Path;

/**
 * Where this gateway keeps what is its own: the embedded store, generated keys, the administrator's token.
 *
 * @param embeddedStore whether the gateway's documents are here too, rather than on a MongoDB server
 */
public record DataFolder(Path path, boolean embeddedStore) {}
