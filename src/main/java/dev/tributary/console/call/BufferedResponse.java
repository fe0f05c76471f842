package dev.tributary.console.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** The response to a request of the console to the API. It is kept in memory, and nothing of it reaches the response of the page. */
class BufferedResponse extends HttpServletResponseWrapper {

    private final HttpHeaders headers = new HttpHeaders();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private final PrintWriter writer = new PrintWriter(buffer, true, UTF_8);
    private int status = SC_OK;

    BufferedResponse(HttpServletResponse page) {
        super(page);
    }

    final byte[] body() {
        writer.flush();
        return buffer.toByteArray();
    }

    /** Where the bytes of the body go. */
    OutputTarget target() {
        return buffer::write;
    }

    /** Takes bytes of the body. */
    @FunctionalInterface
    interface OutputTarget {

        void write(byte[] bytes, int offset, int length) throws IOException;
    }

    @Override
    public final int getStatus() {
        return status;
    }

    @Override
    public final void setStatus(int status) {
        this.status = status;
    }

    @Override
    public final void sendError(int status) {
        resetBuffer();
        this.status = status;
    }

    @Override
    public final void sendError(int status, @Nullable String message) {
        sendError(status);
    }

    @Override
    public final void sendRedirect(String location) {
        setHeader(HttpHeaders.LOCATION, location);
        status = SC_FOUND;
    }

    @Override
    public final void setHeader(String name, @Nullable String value) {
        headers.set(name, value);
    }

    @Override
    public final void addHeader(String name, @Nullable String value) {
        headers.add(name, value);
    }

    @Override
    public final void setIntHeader(String name, int value) {
        headers.set(name, String.valueOf(value));
    }

    @Override
    public final void addIntHeader(String name, int value) {
        headers.add(name, String.valueOf(value));
    }

    @Override
    public final void setDateHeader(String name, long date) {
        headers.setDate(name, date);
    }

    @Override
    public final void addDateHeader(String name, long date) {
        headers.setDate(name, date);
    }

    @Override
    public final boolean containsHeader(String name) {
        return headers.containsKey(name);
    }

    @Override
    public final @Nullable String getHeader(String name) {
        return headers.getFirst(name);
    }

    @Override
    public final Collection<String> getHeaders(String name) {
        return headers.getOrEmpty(name);
    }

    @Override
    public final Collection<String> getHeaderNames() {
        return headers.keySet();
    }

    @Override
    public final void addCookie(Cookie cookie) {
        // the API sets none
    }

    @Override
    public final void setContentType(@Nullable String type) {
        setHeader(HttpHeaders.CONTENT_TYPE, type);
    }

    @Override
    public final @Nullable String getContentType() {
        return getHeader(HttpHeaders.CONTENT_TYPE);
    }

    @Override
    public final void setCharacterEncoding(@Nullable String encoding) {
        // JSON has one encoding
    }

    @Override
    public final void setContentLength(int length) {
        // follows from the body
    }

    @Override
    public final void setContentLengthLong(long length) {
        // follows from the body
    }

    @Override
    public final void setLocale(Locale locale) {
        // answers of the API have one language
    }

    @Override
    public final ServletOutputStream getOutputStream() {
        return new Body(target());
    }

    @Override
    public final PrintWriter getWriter() {
        return writer;
    }

    @Override
    public boolean isCommitted() {
        return false;
    }

    @Override
    public void flushBuffer() throws IOException {
        writer.flush();
    }

    @Override
    public final void resetBuffer() {
        buffer.reset();
    }

    @Override
    public final void reset() {
        buffer.reset();
        headers.clear();
        status = SC_OK;
    }

    @Override
    public final void setBufferSize(int size) {
        // grows as needed
    }

    private static final class Body extends ServletOutputStream {

        private final OutputTarget target;

        Body(OutputTarget target) {
            this.target = target;
        }

        @Override
        public void write(int one) throws IOException {
            target.write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            target.write(bytes, offset, length);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException("requests of the console are synchronous");
        }
    }
}
