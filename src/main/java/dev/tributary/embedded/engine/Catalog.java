package dev.tributary.embedded.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers that stand for collections and indexes in keys, and what is known of each. A number is never given
 * again, so that what a dropped collection may leave behind belongs to none.
 */
public final class Catalog {

    private static final String NAME = "name/";
    private static final String NEXT = "next";
    private static final String NAMESPACES = ".system.namespaces";
    private static final int FIRST = 16;

    private final CommandScope scope;

    public Catalog(CommandScope scope) {
        this.scope = scope;
    }

    /** The number of a collection, or of an index of it; a new one if the name has none. */
    public synchronized int idOf(String name) {
        int id = number(NAME + name, 0);
        if (id > 0) {
            return id;
        }
        int next = number(NEXT, FIRST);
        scope.apart(session -> {
            session.put(key(NAME + name), bytes(next));
            session.put(key(NEXT), bytes(next + 1));
        });
        return next;
    }

    /** Makes the name free for another number. */
    public static void forget(WriteSession session, String name) {
        session.delete(key(NAME + name));
    }

    /** The databases that have been used. */
    public List<String> databases() {
        List<String> names = new ArrayList<>();
        byte[] first = key(NAME);
        byte[] end = key("name0"); // the character after the slash
        try (View view = scope.snapshot();
                KeyScan keys = view.scan(first, end, false)) {
            while (keys.next()) {
                byte[] key = keys.key();
                String name = new String(key, first.length, key.length - first.length, UTF_8);
                if (name.endsWith(NAMESPACES)) {
                    names.add(name.substring(0, name.length() - NAMESPACES.length()));
                }
            }
        }
        return names;
    }

    /** Key of something known of a collection or an index. */
    public static byte[] key(String what, int id) {
        return key(what + "/" + id);
    }

    private static byte[] key(String text) {
        byte[] name = text.getBytes(UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + name.length)
                .putInt(0)
                .put(name)
                .array();
    }

    private int number(String name, int absent) {
        try (View view = scope.snapshot()) {
            byte[] value = view.get(key(name));
            return value == null ? absent : ByteBuffer.wrap(value).getInt();
        }
    }

    private static byte[] bytes(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }
}
