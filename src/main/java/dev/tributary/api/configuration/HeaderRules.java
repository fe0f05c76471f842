package dev.tributary.api.configuration;

/**
 * Which headers a subscription may add to its deliveries: those that reach the subscriber as they were written.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.5">RFC 9110, field values</a>
 */
final class HeaderRules {

    /** Set by the gateway, its HTTP client or the connection; the last line is never sent on by the routes. */
    private static final String RESERVED = "(?i)host|connection|keep-alive|content-.*|transfer-encoding|expect|upgrade"
            + "|te|trailer|traceparent|tracestate|date|via|http2-settings|webhook-.*|proxy-.*|cookie2?|set-cookie2?"
            + "|cache-control|pragma|warning|tributary-.*|camel.*|org\\.apache\\.camel.*";

    private HeaderRules() {}

    static boolean isName(String name) {
        return name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    }

    static boolean isReserved(String name) {
        return name.matches(RESERVED);
    }

    /** Visible ASCII, with spaces and tabs inside but not at the ends. */
    static boolean isValue(String value) {
        return value.matches("[\\x21-\\x7e]([\\t\\x20-\\x7e]*[\\x21-\\x7e])?");
    }

    /** Whether HTTP Basic can carry it. */
    static boolean isBasic(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }
}
