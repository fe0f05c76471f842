package dev.tributary.followup.api;

import dev.tributary.platform.TributaryException;

/** The content of a listed URL cannot be fetched. The reason is a code, kept in the event that lists the URL. */
public final class UnfetchableException extends TributaryException {

    private static final long serialVersionUID = 1L;

    /** The reason where the provider refuses the credentials. */
    public static final String UNAUTHORIZED = "unauthorized";

    /** The reason where an answer is not what its kind has. */
    public static final String MALFORMED = "malformed";

    /** The reason where the gateway does not fetch what a URL leads to. */
    public static final String REFUSED = "refused";

    private final String reason;
    private final String detail;
    private final boolean isTransient;

    private UnfetchableException(String reason, boolean isTransient, String detail) {
        super(reason + ": " + detail);
        this.reason = reason;
        this.detail = detail;
        this.isTransient = isTransient;
    }

    /** A permanent failure: every further attempt would fail in the same way. */
    public static UnfetchableException permanentFailure(String reason, String detail) {
        return new UnfetchableException(reason, false, detail);
    }

    /** A transient failure: a later attempt may succeed. */
    public static UnfetchableException transientFailure(String reason, String detail) {
        return new UnfetchableException(reason, true, detail);
    }

    /** The failure that a status other than success means. 408, 429 and 5xx are transient, all others are permanent. */
    public static UnfetchableException ofStatus(int status) {
        String detail = "status " + status;
        return switch (status) {
            case 401 -> permanentFailure(UNAUTHORIZED, detail);
            case 402 -> permanentFailure("not_entitled", detail);
            case 403 -> permanentFailure("forbidden", detail);
            case 404 -> permanentFailure("not_found", detail);
            case 408, 429 -> transientFailure("throttled", detail);
            default -> status >= 500 ? transientFailure("unavailable", detail) : permanentFailure("rejected", detail);
        };
    }

    public String reason() {
        return reason;
    }

    /** The cause in words, without text of the provider. */
    public String detail() {
        return detail;
    }

    public boolean isTransient() {
        return isTransient;
    }
}
