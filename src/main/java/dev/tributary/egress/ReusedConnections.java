package dev.tributary.egress;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Repeats a request at once, on a new connection, if a re-used one failed before one byte of an answer came: servers
 * close kept connections without notice. Nothing else is repeated, and this only once for each call.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9112#section-9.3.1">RFC 9112, retrying requests</a>
 */
final class ReusedConnections implements ExecChainHandler {

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        boolean repeatable = request.getEntity() == null || request.getEntity().isRepeatable();
        try {
            return chain.proceed(request, scope);
        } catch (NoAnswerException e) {
            AnswerLimit.Deadline.check(scope.clientContext);
            if (!repeatable) {
                throw e.problem;
            }
        }
        scope.execRuntime.acquireEndpoint(scope.exchangeId, scope.route, null, scope.clientContext);
        // the pool may have given another kept connection, which the server may have closed as well
        scope.execRuntime.disconnectEndpoint();
        return chain.proceed(ClassicRequestBuilder.copy(scope.originalRequest).build(), scope);
    }

    /** Tells the failure of a re-used connection that gave no answer from other failures. */
    static final class Executor extends HttpRequestExecutor {

        @Override
        public ClassicHttpResponse execute(
                ClassicHttpRequest request,
                HttpClientConnection connection,
                @Nullable HttpResponseInformationCallback callback,
                HttpContext context)
                throws IOException, HttpException {
            EndpointDetails details = connection.getEndpointDetails();
            long received = details == null ? 0 : details.getReceivedBytesCount();
            try {
                return super.execute(request, connection, callback, context);
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                boolean reused = received > 0;
                if (reused && details.getReceivedBytesCount() == received) {
                    throw new NoAnswerException(e);
                }
                throw e;
            }
        }
    }

    private static final class NoAnswerException extends IOException {

        private static final long serialVersionUID = 1L;

        private final IOException problem;

        NoAnswerException(IOException problem) {
            super(problem);
            this.problem = problem;
        }
    }
}
