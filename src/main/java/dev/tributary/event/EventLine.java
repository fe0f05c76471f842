package dev.tributary.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/**
 * An event as one line of NDJSON. The bytes are those of the event, but for characters that some readers take for the end
 * of a line (U+0085, U+2028, U+2029): they are escaped, which means the same in JSON.
 */
public final class EventLine {

    private static final Pattern LINE_ENDS = Pattern.compile("[\u0085\u2028\u2029]");

    private EventLine() {}

    /** The line with its end. */
    public static byte[] of(byte[] body) {
        return (escaped(new String(body, UTF_8)) + '\n').getBytes(UTF_8);
    }

    /** JSON on one line as the same JSON, on one line for every reader. */
    public static String escaped(String json) {
        return LINE_ENDS.matcher(json).replaceAll(end -> "\\\\u%04x"
                .formatted((int) end.group().charAt(0)));
    }
}
