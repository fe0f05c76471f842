package dev.tributary.ingest.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body was read already. It claims to be bytes without parameters, so that no code behind it parses
 * a form, a multipart body or a query into something that was never signed.
 */
final class RawRequest extends HttpServletRequestWrapper {

    private final byte[] body;

    RawRequest(HttpServletRequest request, byte[] body) {
        super(request);
        this.body = body;
    }

    /** The bytes as received. The caller must not change them. */
    byte[] body() {
        return body;
    }

    @Override
    public ServletInputStream getInputStream() {
        return new ReadBody(body);
    }

    @Override
    public BufferedReader getReader() {
        throw new IllegalStateException("a body is bytes until it is verified");
    }

    @Override
    public int getContentLength() {
        return body.length;
    }

    @Override
    public long getContentLengthLong() {
        return body.length;
    }

    @Override
    public String getContentType() {
        return "application/octet-stream";
    }

    @Override
    public @Nullable String getCharacterEncoding() {
        return null;
    }

    @Override
    public @Nullable String getQueryString() {
        return null;
    }

    @Override
    public @Nullable String getParameter(String name) {
        return null;
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return Map.of();
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.emptyEnumeration();
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        return null;
    }

    /** A body that was read already, as a stream that never waits. */
    private static final class ReadBody extends ServletInputStream {

        private final ByteArrayInputStream in;

        ReadBody(byte[] body) {
            in = new ByteArrayInputStream(body);
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return in.read(target, offset, length);
        }

        @Override
        public int available() {
            return in.available();
        }

        @Override
        public boolean isFinished() {
            return in.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("the body was read already");
        }
    }
}
