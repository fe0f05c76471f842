package dev.tributary.erasure;

import java.util.UUID;

/** Databases of one server. */
final class Databases {

    private Databases() {}

    /** The address of a database that has nothing in it yet. */
    static String fresh(String server) {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        int path = server.indexOf('/', "mongodb://".length());
        int query = server.indexOf('?');
        String host = path >= 0 ? server.substring(0, path) : query >= 0 ? server.substring(0, query) : server;
        return host + '/' + name + (query >= 0 ? server.substring(query) : "");
    }
}
