package dev.tributary.console.page;

import dev.tributary.console.call.ApiAnswer;
import dev.tributary.console.call.ApiRefusedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.ModelAndView;

/** Shows a refusal of the API as a page with its status and reason. A person whose session has ended is asked to sign in. */
@ControllerAdvice(annotations = ConsolePage.class)
@Order(0)
class PageRefusals {

    private static final String SIGN_IN = "/console/sign-in";

    /** Null where the answer is complete: a part of a page cannot be the sign-in page, so that the browser loads the whole. */
    @ExceptionHandler
    @Nullable
    ModelAndView refused(ApiRefusedException refusal, HttpServletRequest request, HttpServletResponse response) {
        ApiAnswer answer = refusal.answer();
        if (answer.status() == HttpStatus.UNAUTHORIZED.value()) {
            if (request.getSession(false) != null) {
                request.getSession(false).invalidate();
            }
            if (request.getHeader("HX-Request") != null) {
                response.setHeader("HX-Redirect", SIGN_IN);
                response.setStatus(answer.status());
                return null;
            }
            return new ModelAndView("redirect:" + SIGN_IN);
        }
        if (!answer.retryAfter().isEmpty()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, answer.retryAfter());
        }
        return page(HttpStatus.valueOf(answer.status()), answer.detail());
    }

    static ModelAndView page(HttpStatus status, String detail) {
        return new ModelAndView(
                "console/refusal",
                Map.of("status", status.value(), "title", status.getReasonPhrase(), "detail", detail),
                status);
    }
}
