package dev.tributary.start.listen;

import dev.tributary.platform.TributaryException;

/** Ends the command with one line. */
final class ListenException extends TributaryException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private ListenException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    static ListenException misuse(String problem) {
        return new ListenException(problem + "; --help names the options", 2);
    }

    static ListenException refused(String problem) {
        return new ListenException(problem, 1);
    }

    int exitCode() {
        return exitCode;
    }
}
