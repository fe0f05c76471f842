package dev.tributary.mapping;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many bytes a plain tree takes as JSON in UTF-8, without writing it. */
final class JsonSize {

    private static final int ESCAPE = 6;

    private JsonSize() {}

    /** Never less than the writer makes of it. */
    static long of(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            long size = 2;
            for (Map.Entry<?, ?> member : map.entrySet()) {
                size += text(String.valueOf(member.getKey())) + of(member.getValue()) + 2;
            }
            return size;
        }
        if (value instanceof List<?> list) {
            long size = 2;
            for (Object element : list) {
                size += of(element) + 1;
            }
            return size;
        }
        return value instanceof String text ? text(text) : String.valueOf(value).length();
    }

    private static long text(String text) {
        long size = 2;
        for (int i = 0; i < text.length(); i++) {
            size += bytes(text.charAt(i));
        }
        return size;
    }

    /** Writers may escape what is not printable ASCII, and halves of surrogate pairs one by one. */
    private static int bytes(char c) {
        if (c < ' ' || Character.isSurrogate(c)) {
            return ESCAPE;
        }
        if (c < 0x80) {
            return c == '"' || c == '\\' ? 2 : 1;
        }
        return c < 0x800 ? 2 : 3;
    }
}
