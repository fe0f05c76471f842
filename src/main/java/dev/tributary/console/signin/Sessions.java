package dev.tributary.console.signin;

import dev.tributary.console.session.ConsoleSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.net.URI;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.savedrequest.CookieRequestCache;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AndRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.stereotype.Component;

/**
 * Sessions of people who are signed in, in the memory of this gateway. Before sign-in there is none, so that who cannot sign in
 * fills no memory: the page that was asked for is kept in a cookie.
 */
@Component
class Sessions {

    static final String HOME = "/console";

    private final SecurityContextRepository repository = new HttpSessionSecurityContextRepository();
    private final CookieRequestCache asked = new CookieRequestCache();
    private final boolean isHttps;

    Sessions(ConsoleSettings settings) {
        this.isHttps = settings.isHttps();
        var paths = PathPatternRequestMatcher.withDefaults();
        asked.setRequestMatcher(new AndRequestMatcher(
                paths.matcher(HttpMethod.GET, "/console/**"),
                new NegatedRequestMatcher(paths.matcher("/console/live/**")))); // those are no pages
        // the path of all pages, because a browser deletes the cookie only with the path that it was set with
        asked.setCookieCustomizer(cookie -> {
            cookie.setSecure(isHttps);
            cookie.setAttribute("SameSite", "Lax");
        });
    }

    /** The other properties of the cookie are in application.yaml. */
    @Bean
    ServletContextInitializer sessionCookies() {
        return context -> context.getSessionCookieConfig().setSecure(isHttps);
    }

    SecurityContextRepository repository() {
        return repository;
    }

    RequestCache asked() {
        return asked;
    }

    /** Begins a session of its own id for a person. */
    void begin(Authentication person, HttpServletRequest request, HttpServletResponse response) {
        end(request);
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(person);
        SecurityContextHolder.setContext(context);
        repository.saveContext(context, request, response);
    }

    static void end(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
    }

    /** The page that was asked for before sign-in; a cookie is not a reason to leave the console. */
    String asked(HttpServletRequest request, HttpServletResponse response) {
        SavedRequest saved = asked.getRequest(request, response);
        asked.removeRequest(request, response);
        if (saved == null) {
            return HOME;
        }
        URI page = URI.create(saved.getRedirectUrl());
        String path = page.getRawPath();
        return path == null || !path.startsWith(HOME + '/')
                ? HOME
                : path + (page.getRawQuery() == null ? "" : '?' + page.getRawQuery());
    }
}
