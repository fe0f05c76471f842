package dev.tributary.console.call;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Fills in the arguments of type {@link Api} of pages. */
@Component
class ApiArguments implements HandlerMethodArgumentResolver, WebMvcConfigurer {

    private final ApiCalls calls;

    ApiArguments(ApiCalls calls) {
        this.calls = calls;
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Api.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        return new Api(
                calls,
                new PageExchange(
                        Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class)),
                        Objects.requireNonNull(request.getNativeResponse(HttpServletResponse.class))));
    }
}
