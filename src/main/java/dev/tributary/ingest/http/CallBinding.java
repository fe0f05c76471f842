package dev.tributary.ingest.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.camel.Message;
import org.apache.camel.http.common.DefaultHttpBinding;

/** Takes the bytes as they are: admission has bounded them, so nothing has to be cached as a stream or read as a form. */
final class CallBinding extends DefaultHttpBinding {

    CallBinding() {
        setMapHttpMessageFormUrlEncodedBody(false);
    }

    @Override
    public Object parseBody(HttpServletRequest request, Message message) throws IOException {
        if (request instanceof RawRequest raw) {
            return raw.body();
        }
        throw new IOException("a request that was not admitted");
    }
}
