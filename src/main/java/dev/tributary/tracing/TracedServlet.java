package dev.tributary.tracing;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Each request to the routes is a call. The container has initialized the servlet behind this one. */
@SuppressWarnings("serial") // never written
final class TracedServlet extends HttpServlet {

    private final Servlet routes;
    private final Spans spans;

    TracedServlet(Servlet routes, Spans spans) {
        this.routes = routes;
        this.spans = spans;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        CallTrace call = spans.begin(request.getRequestURI());
        try {
            routes.service(request, response);
        } finally {
            spans.end(call, response.getStatus());
        }
    }
}
