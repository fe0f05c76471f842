package dev.tributary.provider;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of a provider file, which a part of a URL must match as a whole. In it {@code {connection}} or
 * {@code {account}} stands for the provider's id of what the event is about. The time of a match
 * is linear in the text for every expression; for this reason there are no back-references and no look-around.
 *
 * @see <a href="https://github.com/google/re2/wiki/Syntax">RE2, syntax</a>
 */
public final class UrlRule {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(?:connection|account)\\}");
    private static final String GROUP = "subject";
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
        Matcher placeholder = PLACEHOLDER.matcher(text);
        boolean bound = placeholder.find();
        if (bound && placeholder.find()) {
            throw new IllegalArgumentException("must have {connection} or {account} at most once");
        }
        try {
            String expression = PLACEHOLDER.matcher(text).replaceAll("(?P<" + GROUP + ">[^/]+)");
            return new UrlRule(Pattern.compile(expression), bound);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("must be a regular expression of RE2: " + e.getDescription(), e);
        }
    }

    /**
     * Whether a text is allowed. It is compared as it stands: an id that is written with escapes is not the event's.
     *
     * @param subjectId the provider's id of the connection or account that the event is about
     */
    public boolean permits(String text, @Nullable String subjectId) {
        Matcher matcher = pattern.matcher(text);
        return matcher.matches() && (!bound || matcher.group(GROUP).equals(subjectId));
    }
}
