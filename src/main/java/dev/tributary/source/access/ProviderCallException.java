package dev.tributary.source.access;

import dev.tributary.egress.CallFailure;
import dev.tributary.platform.TributaryException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A call of a provider's API failed. The message is fit for the owner of the source, and holds no secret. */
public final class ProviderCallException extends TributaryException {

    private static final long serialVersionUID = 1L;

    private static final int REQUEST_TIMEOUT = 408;
    /** After these nothing can have reached the provider. */
    private static final Set<CallFailure> NOT_SENT =
            Set.of(CallFailure.UNRESOLVED, CallFailure.ADDRESS_REFUSED, CallFailure.TLS_FAILED);

    private final int status;
    private final boolean nothingDone;
    private final @Nullable String retryAfter;

    private ProviderCallException(String message, int status, boolean nothingDone, @Nullable String retryAfter) {
        super(message);
        this.status = status;
        this.nothingDone = nothingDone;
        this.retryAfter = retryAfter;
    }

    /**
     * The provider refused.
     *
     * @param what the part of the work, for the message
     * @param words of the provider; empty where it gave none
     */
    static ProviderCallException refused(String what, ApiAnswer answer, String words) {
        int status = answer.status();
        boolean nothingDone = status >= 300 && status < 500 && status != REQUEST_TIMEOUT;
        return new ProviderCallException(
                "The provider answered " + status + what + (words.isEmpty() ? "." : ": " + words),
                status,
                nothingDone,
                answer.retryAfter());
    }

    /** The provider's answer was none that its documentation knows. */
    public static ProviderCallException unreadable(ApiAnswer answer, String problem) {
        return new ProviderCallException(
                "The provider answered " + answer.status() + ", and " + problem + '.', answer.status(), false, null);
    }

    /** The provider shows a secret once, and has not. */
    public static ProviderCallException withoutSecret() {
        return new ProviderCallException("The provider's answer holds no secret.", 0, false, null);
    }

    /** The provider's list was not read to its end. */
    public static ProviderCallException unlisted(String problem) {
        return new ProviderCallException(
                "The provider's list was not read to its end: " + problem + '.', 0, true, null);
    }

    /** The source lacks what a call needs. */
    static ProviderCallException unusable(String problem) {
        return new ProviderCallException(problem, 0, true, null);
    }

    static ProviderCallException unanswered(CallFailure failure) {
        return new ProviderCallException(
                "The provider gave no answer: " + failure.wireName() + '.', 0, NOT_SENT.contains(failure), null);
    }

    static ProviderCallException busy() {
        return new ProviderCallException("Too many calls of providers are under way.", 0, true, "1");
    }

    /** Of the provider's answer; 0 where there was none. */
    public int status() {
        return status;
    }

    /** Whether the provider is known to have changed nothing. */
    public boolean nothingDone() {
        return nothingDone;
    }

    /** As the provider said it. */
    public @Nullable String retryAfter() {
        return retryAfter;
    }
}
