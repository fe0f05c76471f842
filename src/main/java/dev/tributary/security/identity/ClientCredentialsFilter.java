package dev.tributary.security.identity;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;

/** Puts a client's token in the place of the id and secret that it sent by HTTP Basic; the chain then checks it. */
final class ClientCredentialsFilter extends OncePerRequestFilter {

    private static final String SCHEME = "Basic ";

    private final ClientTokens tokens;
    private final AuthenticationEntryPoint refusal;

    ClientCredentialsFilter(ClientTokens tokens, AuthenticationEntryPoint refusal) {
        this.tokens = tokens;
        this.refusal = refusal;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String credentials = request.getHeader(HttpHeaders.AUTHORIZATION);
        return credentials == null
                || !credentials.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                || !request.getRequestURI().startsWith("/api/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String token;
        try {
            token = tokens.of(request.getHeader(HttpHeaders.AUTHORIZATION));
        } catch (AuthenticationException e) {
            refusal.commence(request, response, e);
            return;
        }
        chain.doFilter(new WithToken(request, "Bearer " + token), response);
    }

    private static final class WithToken extends HttpServletRequestWrapper {

        private final String authorization;

        WithToken(HttpServletRequest request, String authorization) {
            super(request);
            this.authorization = authorization;
        }

        @Override
        public @Nullable String getHeader(String name) {
            return HttpHeaders.AUTHORIZATION.equalsIgnoreCase(name) ? authorization : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return HttpHeaders.AUTHORIZATION.equalsIgnoreCase(name)
                    ? Collections.enumeration(Collections.singleton(authorization))
                    : super.getHeaders(name);
        }
    }
}
