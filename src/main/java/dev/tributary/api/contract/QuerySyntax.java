package dev.tributary.api.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.problem.Problem;
import dev.tributary.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Refuses a query that cannot be decoded. The server leaves out a parameter whose escapes are malformed, or that has no name: a
 * filter would be without effect, and {@code dry_run} would be false.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3986#section-2.1">RFC 3986, percent-encoding</a>
 */
@Component
final class QuerySyntax implements HandlerInterceptor, WebMvcConfigurer {

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/api/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String query = request.getQueryString();
        if (query != null) {
            if (query.startsWith("=") || query.contains("&=")) {
                throw refused("A parameter of the query has no name.");
            }
            if (query.indexOf('%') >= 0) {
                checkEscapes(query);
            }
        }
        return true;
    }

    private static void checkEscapes(String query) {
        var bytes = new ByteArrayOutputStream(query.length());
        for (int at = 0; at < query.length(); at++) {
            if (query.charAt(at) != '%') {
                bytes.write(query.charAt(at));
            } else {
                int high = at + 2 < query.length() ? Character.digit(query.charAt(at + 1), 16) : -1;
                int low = at + 2 < query.length() ? Character.digit(query.charAt(at + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw refused("A percent sign in the query must be followed by two hexadecimal digits.");
                }
                bytes.write(high << 4 | low);
                at += 2;
            }
        }
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
        } catch (CharacterCodingException e) {
            throw refused("What is percent-encoded in the query must be UTF-8.");
        }
    }

    private static ProblemException refused(String detail) {
        return new ProblemException(Problem.of(HttpStatus.BAD_REQUEST, detail));
    }
}
