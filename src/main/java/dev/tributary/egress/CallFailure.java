package dev.tributary.egress;

import dev.tributary.egress.GuardedResolver.AddressRefusedException;
import dev.tributary.egress.address.EgressDeniedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a call of a client of {@link OutgoingHttp} got no answer. */
public enum CallFailure {
    /** The name of the host is not known, or its lookup timed out. */
    UNRESOLVED,
    /** The address rules do not permit the URI, or any address of its host. */
    ADDRESS_REFUSED,
    /** The connection was refused, reset, or closed without an answer, the host is unreachable, or no HTTP came. */
    CONNECTION_FAILED,
    /** No connection, no further byte or no complete answer in time. */
    TIMEOUT,
    /** The certificate is expired, for another host or not trusted, or the TLS handshake failed. */
    TLS_FAILED,
    /** Unforeseen: a defect of the gateway. */
    ERROR;

    /**
     * The cause of a failure.
     *
     * @param problem what the client has thrown; {@link OutgoingHttp.NoConnectionException} is not a failed call, so the
     *     caller handles it before
     */
    public static CallFailure of(Throwable problem) {
        if (problem instanceof EgressDeniedException || problem instanceof AddressRefusedException) {
            return ADDRESS_REFUSED;
        }
        if (problem instanceof UnknownHostException) {
            return UNRESOLVED;
        }
        if (problem instanceof SSLException) {
            return hasCause(problem, SocketException.class) ? CONNECTION_FAILED : TLS_FAILED;
        }
        if (problem instanceof InterruptedIOException) {
            return TIMEOUT;
        }
        boolean failed = problem instanceof IOException && !(problem instanceof OutgoingHttp.NoConnectionException);
        return failed ? CONNECTION_FAILED : ERROR;
    }

    /** As records and the API show it, for example {@code connection_failed}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static boolean hasCause(Throwable problem, Class<? extends Throwable> type) {
        for (@Nullable Throwable cause = problem.getCause(); cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
