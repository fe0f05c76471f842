package dev.tributary.api.contract;

import org.jspecify.annotations.Nullable;

/**
 * Texts that are compared as they stand. White space at either end and characters that cannot be seen are faults: they were most
 * likely copied by mistake, and then nothing would ever match.
 */
final class ComparedText {

    private ComparedText() {}

    /** What is wrong with a text, or null. */
    static @Nullable String fault(String text) {
        if (!text.isEmpty() && (isSpace(text.codePointAt(0)) || isSpace(text.codePointBefore(text.length())))) {
            return "must not begin or end with white space";
        }
        return text.codePoints().anyMatch(ComparedText::isInvisible)
                ? "must not contain line feeds or other characters that cannot be seen"
                : null;
    }

    /** Half of a surrogate pair among them: written as UTF-8 it would become a question mark. */
    private static boolean isInvisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL -> character != '\t';
            case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
            default -> false;
        };
    }

    private static boolean isSpace(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }
}
