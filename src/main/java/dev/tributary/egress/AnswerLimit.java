package dev.tributary.egress;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * Reads an answer whole, up to a size and within a time that covers everything from waiting for a connection to the
 * last byte. The client's own timeouts only count silence.
 */
final class AnswerLimit implements ExecChainHandler {

    private static final long AGAIN_MILLIS = 500;

    private final OutgoingHttp.Limits limits;
    private final ScheduledExecutorService timer;

    AnswerLimit(OutgoingHttp.Limits limits, ScheduledExecutorService timer) {
        this.limits = limits;
        this.timer = timer;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Deadline deadline = Deadline.start(scope.clientContext);
        ScheduledFuture<?> alarm = timer.scheduleWithFixedDelay(
                () -> {
                    deadline.pass();
                    // again until the call has ended: the first time it may just be between two connections
                    scope.execRuntime.discardEndpoint();
                },
                limits.total().toMillis(),
                AGAIN_MILLIS,
                TimeUnit.MILLISECONDS);
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            readBody(response, scope);
            if (deadline.isOver()) {
                throw deadline.exception();
            }
            return response;
        } catch (IOException | RuntimeException e) {
            scope.execRuntime.discardEndpoint();
            if (deadline.isOver()) {
                throw deadline.exception();
            }
            throw e;
        } finally {
            alarm.cancel(false);
        }
    }

    private void readBody(ClassicHttpResponse response, ExecChain.Scope scope) throws IOException {
        HttpEntity entity = response.getEntity();
        // bytes are taken as they came; whoever sees this header would inflate them, beyond any limit
        response.removeHeaders(HttpHeaders.CONTENT_ENCODING);
        if (entity == null) {
            return;
        }
        InputStream content = entity.getContent();
        byte[] body = content.readNBytes(limits.body());
        if (body.length == limits.body() && content.read() >= 0) {
            // closing the stream would read the rest
            scope.execRuntime.discardEndpoint();
            if (!limits.cut()) {
                throw new IOException("the answer is larger than " + limits.body() + " bytes");
            }
        }
        response.setEntity(new ByteArrayEntity(body, null));
    }
}
