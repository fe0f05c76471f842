package dev.tributary.problem;

import static jakarta.servlet.RequestDispatcher.ERROR_REQUEST_URI;
import static jakarta.servlet.RequestDispatcher.ERROR_STATUS_CODE;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** The container's error page: what no controller answered, such as a request that the firewall turned away. */
@Controller
class ErrorPage implements ErrorController {

    @RequestMapping("${server.error.path:/error}")
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return; // the server closes the connection, so that no client takes a part of the answer for all of it
        }
        HttpStatus status = request.getAttribute(ERROR_STATUS_CODE) instanceof Integer code
                ? HttpStatus.resolve(code)
                : HttpStatus.NOT_FOUND;
        String path = request.getAttribute(ERROR_REQUEST_URI) instanceof String uri ? uri : request.getRequestURI();
        Problem.of(inContract(status)).write(path, response);
    }

    /** The server answers a body that stalls with a status of its own; it is a body that is not as it must be. */
    private static HttpStatus inContract(@Nullable HttpStatus status) {
        if (status == null) {
            return HttpStatus.INTERNAL_SERVER_ERROR;
        }
        return status == HttpStatus.REQUEST_TIMEOUT ? HttpStatus.BAD_REQUEST : status;
    }
}
