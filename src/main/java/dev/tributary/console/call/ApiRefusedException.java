package dev.tributary.console.call;

import dev.tributary.platform.TributaryException;

/** The API refused what a page needs; the person gets a page that says why. */
public final class ApiRefusedException extends TributaryException {

    private static final long serialVersionUID = 1L;

    private final transient ApiAnswer answer;

    ApiRefusedException(ApiAnswer answer) {
        super(answer.detail());
        this.answer = answer;
    }

    public ApiAnswer answer() {
        return answer;
    }
}
