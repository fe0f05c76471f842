package dev.tributary.provider;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of a provider file, which a part of a URL must match as a whole. In it {@code {connection}} stands
 * for the provider's id of the event's connection. The time of a match is linear in the text, whatever the expression;
 * back-references and look-around are unknown for that reason.
 *
 * @see <a href="https://github.com/google/re2/wiki/Syntax">RE2, syntax</a>
 */
public final class UrlRule {

    private static final String PLACEHOLDER = "{connection}";
    private static final String GROUP = "connection";
    private static final int MAX_LENGTH = 1_000;

    private final Pattern pattern;
    private final boolean bound;

    private UrlRule(Pattern pattern, boolean bound) {
        this.pattern = pattern;
        this.bound = bound;
    }

    /** @throws IllegalArgumentException if the text cannot be used; says what is wrong or allowed */
    public static UrlRule of(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("must have at most " + MAX_LENGTH + " characters");
        }
        if (text.indexOf(PLACEHOLDER) != text.lastIndexOf(PLACEHOLDER)) {
            throw new IllegalArgumentException("must have " + PLACEHOLDER + " at most once");
        }
        try {
            String expression = text.replace(PLACEHOLDER, "(?P<" + GROUP + ">[^/]+)");
            return new UrlRule(Pattern.compile(expression), text.contains(PLACEHOLDER));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("must be a regular expression of RE2: " + e.getDescription(), e);
        }
    }

    /**
     * Whether a text is allowed. It is compared as it stands: an id that is written with escapes is not the event's.
     *
     * @param connectionId the provider's id of the connection that the event is about
     */
    public boolean permits(String text, @Nullable String connectionId) {
        Matcher matcher = pattern.matcher(text);
        return matcher.matches() && (!bound || matcher.group(GROUP).equals(connectionId));
    }
}
