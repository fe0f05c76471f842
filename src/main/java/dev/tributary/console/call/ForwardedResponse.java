package dev.tributary.console.call;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;

/** Passes the body of a 200 on to the browser while it is written, so that an export is never in memory as a whole. */
final class ForwardedResponse extends BufferedResponse {

    private final HttpServletResponse page;
    private final String file;
    private boolean isForwarding;

    ForwardedResponse(HttpServletResponse page, String file) {
        super(page);
        this.page = page;
        this.file = file;
    }

    @Override
    OutputTarget target() {
        return getStatus() == SC_OK ? this::forward : super.target();
    }

    private void forward(byte[] bytes, int offset, int length) throws IOException {
        if (!isForwarding) {
            isForwarding = true;
            page.setContentType(getContentType());
            page.setHeader(
                    HttpHeaders.CONTENT_DISPOSITION,
                    ContentDisposition.attachment().filename(file).build().toString());
        }
        page.getOutputStream().write(bytes, offset, length);
    }

    @Override
    public boolean isCommitted() {
        return isForwarding;
    }

    @Override
    public void flushBuffer() throws IOException {
        if (isForwarding) {
            page.flushBuffer();
        }
    }
}
