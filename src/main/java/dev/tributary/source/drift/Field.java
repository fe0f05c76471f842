package dev.tributary.source.drift;

/**
 * A field that a payload may have. The same path with a value of another kind is another field.
 *
 * @param path such as {@code $.events[*].id}
 * @param kind of the value in JSON: {@code string}, {@code number}, {@code object}, ...
 */
record Field(String path, String kind) {

    /** The name of a member of a document, which must have no full stop. */
    String key() {
        return path.substring(1).replace('.', '/') + '|' + kind;
    }

    static Field ofKey(String key) {
        int end = key.lastIndexOf('|');
        return new Field('$' + key.substring(0, end).replace('/', '.'), key.substring(end + 1));
    }

    /** Whether this one stands inside another. */
    boolean isWithin(Field other) {
        return path.startsWith(other.path() + '.') || path.startsWith(other.path() + '[');
    }
}
