package dev.tributary.followup.paybook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tributary.followup.api.UnfetchableException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an answer is. Its bytes decide before its label, which is wrong at times. */
enum AnswerForm {
    ROWS,
    ARCHIVE,
    FILE;

    private static final int START = 1_024;
    /** A byte order mark, an XML declaration and comments may stand before the page. */
    private static final Pattern WEB_PAGE = Pattern.compile(
            "(?:\u00EF\u00BB\u00BF)?\\s*(?:<\\?xml[^>]*>\\s*)?(?:<!--.*?-->\\s*)*<(?:!doctype\\s+html|html|head|body)\\b",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern JSON = Pattern.compile("(?:\u00EF\u00BB\u00BF)?\\s*[{\\[]");

    /**
     * @param contentType as the provider sent it
     * @param files whether its kind may be a file or an archive; else it is rows
     * @throws UnfetchableException if it is a web page, from a login or a proxy: the next answer may be the API's
     */
    static AnswerForm of(@Nullable String contentType, byte[] body, boolean files) {
        if (files && Archive.hasMagic(body)) {
            return ARCHIVE;
        }
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        String start = new String(body, 0, Math.min(body.length, START), ISO_8859_1);
        boolean isJson = JSON.matcher(start).lookingAt();
        if (WEB_PAGE.matcher(start).lookingAt() || (type.contains("html") && !isJson)) {
            throw UnfetchableException.transientFailure(UnfetchableException.MALFORMED, "a web page");
        }
        boolean isRows = type.isEmpty() || type.contains("json") || type.contains("html");
        if (!files || isRows || (isJson && type.contains("zip"))) {
            return ROWS;
        }
        return type.contains("zip") ? ARCHIVE : FILE;
    }
}
