package dev.tributary.console.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.stereotype.Component;
import org.springframework.util.DigestUtils;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Style sheets and scripts of the console. A browser asks each time whether they have changed: files of a jar have no
 * modification time, so that an entity tag is compared.
 */
@Component
class ConsoleFiles implements WebMvcConfigurer {

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/console/assets/**")
                .addResourceLocations("classpath:/static/console/assets/")
                .setUseLastModified(false)
                .setEtagGenerator(ConsoleFiles::tag)
                .setCacheControl(CacheControl.noCache());
    }

    /** Where browsers look for an icon on pages that name none, such as the answers of the API. */
    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addRedirectViewController("/favicon.ico", "/console/assets/icon.svg");
    }

    private static String tag(Resource file) {
        try (InputStream content = file.getInputStream()) {
            return '"' + DigestUtils.md5DigestAsHex(content) + '"';
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
