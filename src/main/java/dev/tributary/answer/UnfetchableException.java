package dev.tributary.answer;

import dev.tributary.TributaryException;

/** What a URL stands for cannot be had. The reason is a word for the event that lists the URL. */
public final class UnfetchableException extends TributaryException {

    private static final long serialVersionUID = 1L;

    /** The reason where the provider refuses the credentials. */
    public static final String UNAUTHORIZED = "unauthorized";

    private final String reason;
    private final String detail;
    private final boolean passing;

    private UnfetchableException(String reason, boolean passing, String detail) {
        super(Kind.EXTERNAL, reason + ": " + detail, null);
        this.reason = reason;
        this.detail = detail;
        this.passing = passing;
    }

    /** The same again would fail again. */
    public static UnfetchableException forGood(String reason, String detail) {
        return new UnfetchableException(reason, false, detail);
    }

    /** Later may work. */
    public static UnfetchableException passing(String reason, String detail) {
        return new UnfetchableException(reason, true, detail);
    }

    /** What a status other than success means; 401 and the like do not heal by themselves. */
    public static UnfetchableException ofStatus(int status) {
        String detail = "status " + status;
        return switch (status) {
            case 401 -> forGood(UNAUTHORIZED, detail);
            case 402 -> forGood("not_entitled", detail);
            case 403 -> forGood("forbidden", detail);
            case 404 -> forGood("not_found", detail);
            case 408, 429 -> passing("throttled", detail);
            default -> status >= 500 ? passing("unavailable", detail) : forGood("rejected", detail);
        };
    }

    public String reason() {
        return reason;
    }

    /** In words, without anything that the provider sent. */
    public String detail() {
        return detail;
    }

    public boolean isPassing() {
        return passing;
    }
}
