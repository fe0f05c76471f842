package dev.tributary.api.limit;

import dev.tributary.api.contract.Caller;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Limits the requests to the API of one tenant in one second, after its token is verified and before anything is read from
 * the store. Each answer says how many are left.
 */
@Component
final class RequestRate implements HandlerInterceptor, WebMvcConfigurer {

    private static final int WINDOW_SECONDS = 1;
    private static final int MAX_REMEMBERED = 10_000;

    /** The requests of a tenant in one second of this process. */
    private record Window(long second, AtomicInteger requests) {}

    private final Policy policy;
    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    RequestRate(LimitSettings settings, MeterRegistry metrics) {
        this.policy = Policy.of(
                metrics,
                "requests",
                settings.requests(),
                ";w=" + WINDOW_SECONDS,
                WINDOW_SECONDS,
                "A tenant may send " + settings.requests() + " requests a second.");
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/api/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getDispatcherType() != DispatcherType.ASYNC // the end of an answer, and no other request
                && request.getUserPrincipal() instanceof JwtAuthenticationToken token) {
            int left = policy.quota() - counted(Caller.of(token).tenant());
            if (left < 0) {
                throw policy.reached();
            }
            policy.headers(left).forEach(response::setHeader);
        }
        return true;
    }

    /** The number of this request among those of its tenant in this second. */
    private int counted(String tenant) {
        long second = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
        if (windows.size() > MAX_REMEMBERED) {
            windows.values().removeIf(window -> window.second() != second);
        }
        return windows.compute(
                        tenant,
                        (key, known) -> known != null && known.second() == second
                                ? known
                                : new Window(second, new AtomicInteger()))
                .requests()
                .incrementAndGet();
    }
}
