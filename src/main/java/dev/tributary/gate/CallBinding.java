package dev.tributary.gate;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.http.common.DefaultHttpBinding;

/**
 * Takes the bytes as they are: the admission filter has bounded them, so nothing is cached as a stream or read as a form.
 * Answers are bytes, too, and are written without a copy.
 */
final class CallBinding extends DefaultHttpBinding {

    CallBinding() {
        setMapHttpMessageFormUrlEncodedBody(false);
    }

    @Override
    public Object parseBody(HttpServletRequest request, Message message) throws IOException {
        return request instanceof RawRequest raw
                ? raw.body()
                : request.getInputStream().readAllBytes();
    }

    @Override
    protected void doWriteDirectResponse(Message message, HttpServletResponse response, Exchange exchange)
            throws IOException {
        if (message.getBody() instanceof byte[] body) {
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        } else {
            super.doWriteDirectResponse(message, response, exchange);
        }
    }
}
