package dev.tributary.api.document;

import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The page that shows the OpenAPI document and sends requests: Swagger UI with a start script of its own. */
@Component
class DocumentPage implements WebMvcConfigurer {

    /** The version of the dependency {@code org.webjars:swagger-ui}. */
    private static final String UI = "classpath:/META-INF/resources/webjars/swagger-ui/5.34.1/";

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/docs/*")
                .addResourceLocations("classpath:/docs/", UI)
                .setCacheControl(CacheControl.maxAge(Duration.ofHours(1)));
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addRedirectViewController("/docs", "/docs/index.html");
    }
}
