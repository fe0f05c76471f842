package dev.tributary.egress;

import dev.tributary.egress.OutgoingHttp.NoConnectionException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.classic.RequestFailedException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Reads an answer whole, up to a size and within a time that covers everything from waiting for a connection to the
 * last byte. The client's own timeouts only count silence. An answer that must be whole is inflated, up to the same size.
 */
final class AnswerLimit implements ExecChainHandler {

    private static final long AGAIN_MILLIS = 500;

    /** Is asked before bytes of an answer are kept. */
    interface Memory {
        void take(int bytes) throws IOException;
    }

    private final OutgoingHttp.Limits limits;
    private final Memory memory;
    private final ScheduledExecutorService timer;

    AnswerLimit(OutgoingHttp.Limits limits, Memory memory, ScheduledExecutorService timer) {
        this.limits = limits;
        this.memory = memory;
        this.timer = timer;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Deadline deadline = Deadline.start(scope.clientContext);
        ScheduledFuture<?> alarm = abortLater(deadline, scope);
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            readBody(response, scope, deadline);
            return response;
        } catch (ConnectionRequestTimeoutException | RequestFailedException e) {
            throw new NoConnectionException(e);
        } catch (UnknownHostException e) {
            // also when the lookup took longer than the call may: the name is what has to be looked at
            scope.execRuntime.discardEndpoint();
            throw e;
        } catch (IOException | RuntimeException e) {
            scope.execRuntime.discardEndpoint();
            deadline.check();
            throw e;
        } finally {
            alarm.cancel(false);
        }
    }

    private ScheduledFuture<?> abortLater(Deadline deadline, ExecChain.Scope scope) {
        return timer.scheduleWithFixedDelay(
                () -> {
                    deadline.over = true;
                    // again until the call has ended: the first time it may just be between two connections
                    scope.execRuntime.discardEndpoint();
                },
                limits.total().toMillis(),
                AGAIN_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void readBody(ClassicHttpResponse response, ExecChain.Scope scope, Deadline deadline) throws IOException {
        HttpEntity entity = response.getEntity();
        String coding = coding(response);
        // a reader that sees this header would inflate the bytes, beyond any limit
        response.removeHeaders(HttpHeaders.CONTENT_ENCODING);
        if (entity == null) {
            return;
        }
        InputStream content = entity.getContent();
        var body = new ByteArrayOutputStream();
        try {
            copy(content, body);
            if (body.size() == limits.body() && content.read() >= 0) {
                // closing the stream would read the rest
                scope.execRuntime.discardEndpoint();
                if (!limits.cut()) {
                    throw new IOException("the answer is larger than " + limits.body() + " bytes");
                }
            }
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            // the status decides, and it has arrived; the rest is only shown
            if (!limits.cut() || deadline.over) {
                throw e;
            }
            scope.execRuntime.discardEndpoint();
        }
        byte[] bytes = body.toByteArray();
        response.setEntity(new ByteArrayEntity(limits.cut() ? bytes : decoded(bytes, coding), null));
        deadline.check();
    }

    private static String coding(ClassicHttpResponse response) {
        return Stream.of(response.getHeaders(HttpHeaders.CONTENT_ENCODING))
                .map(header -> header.getValue().strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    }

    /** Bytes that are not in the coding that the header names are taken as they came. */
    private byte[] decoded(byte[] body, String coding) throws IOException {
        return switch (coding) {
            case "", "identity" -> body;
            case "gzip", "x-gzip" ->
                begins(body, 0x1F, 0x8B) ? inflated(new GZIPInputStream(new ByteArrayInputStream(body))) : body;
            case "deflate" ->
                begins(body, 0x78) ? inflated(new InflaterInputStream(new ByteArrayInputStream(body))) : body;
            default -> throw new IOException("the answer is in a content coding that is not supported");
        };
    }

    private byte[] inflated(InputStream content) throws IOException {
        var body = new ByteArrayOutputStream();
        copy(content, body);
        if (body.size() == limits.body() && content.read() >= 0) {
            throw new IOException("the answer is larger than " + limits.body() + " bytes");
        }
        return body.toByteArray();
    }

    private static boolean begins(byte[] body, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i == body.length || (body[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private void copy(InputStream content, ByteArrayOutputStream body) throws IOException {
        byte[] buffer = new byte[Math.min(limits.body(), 8192)];
        while (body.size() < limits.body()) {
            int count = content.read(buffer, 0, Math.min(buffer.length, limits.body() - body.size()));
            if (count < 0) {
                return;
            }
            memory.take(count);
            body.write(buffer, 0, count);
        }
    }

    /** Whether the time of one call is over; travels in the call's context. */
    static final class Deadline {

        private static final String ATTRIBUTE = Deadline.class.getName();

        private volatile boolean over;

        static Deadline start(HttpContext context) {
            var deadline = new Deadline();
            context.setAttribute(ATTRIBUTE, deadline);
            return deadline;
        }

        /** Stops a call from opening one more connection after its time. */
        static void check(HttpContext context) {
            if (context.getAttribute(ATTRIBUTE) instanceof Deadline deadline && deadline.over) {
                throw new IllegalStateException("the time of this call is over");
            }
        }

        private void check() throws InterruptedIOException {
            if (over) {
                throw new InterruptedIOException("no complete answer in time");
            }
        }
    }
}
