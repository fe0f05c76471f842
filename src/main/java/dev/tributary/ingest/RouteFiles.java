package dev.tributary.ingest;

import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.provider.ProviderCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * Loads the routes in the jar, then those of providers that were added without a build. Camel's own search for the former
 * inflates every jar within the jar, which takes a fifth of a start.
 */
@Component
final class RouteFiles implements CamelContextConfiguration {

    static final String SETTING = "TRIBUTARY_ROUTES";
    private static final String SUFFIX = ".camel.yaml";
    private static final String IN_JAR = "classpath:camel/";

    /** @param routes folders with further route files */
    @ConfigurationProperties("tributary")
    record RouteFolders(@DefaultValue List<Path> routes) {}

    private final List<Path> folders;
    private final ResourcePatternResolver jar;
    private final ProviderCatalog providers;

    RouteFiles(RouteFolders settings, ResourcePatternResolver jar, ProviderCatalog providers) {
        this.folders = settings.routes();
        this.jar = jar;
        this.providers = providers;
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        loadJar(camel);
        for (Path folder : folders) {
            for (Path file : files(folder)) {
                load(camel, file);
            }
        }
        RouteRules.check(((ModelCamelContext) camel).getRouteDefinitions(), providers.all());
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {
        // routes are there before anything starts
    }

    @SuppressWarnings("IllegalCatch") // Camel's loader declares Exception
    private void loadJar(CamelContext camel) {
        try {
            List<String> names = Arrays.stream(jar.getResources(IN_JAR + '*' + SUFFIX))
                    .map(file -> String.valueOf(file.getFilename()))
                    .sorted()
                    .toList();
            Collection<Resource> files = new ArrayList<>();
            for (String name : names) {
                files.add(ResourceHelper.resolveMandatoryResource(camel, IN_JAR + name));
            }
            PluginHelper.getRoutesLoader(camel).loadRoutes(files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("a route file in the jar cannot be loaded", e);
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UnusableConfigurationException(SETTING, folder + " is not a folder that can be read");
        }
    }

    @SuppressWarnings("IllegalCatch") // Camel's loader declares Exception
    private static void load(CamelContext camel, Path file) {
        try {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.resolveMandatoryResource(
                            camel, file.toUri().toString()));
        } catch (Exception e) {
            throw new UnusableConfigurationException(SETTING, file + ": " + oneLine(String.valueOf(e.getMessage())));
        }
    }

    /** Without the drawing of the place in the file, which Camel's loader adds after a colon. */
    private static String oneLine(String message) {
        return message.strip().replaceAll(":\\R(?s:.*)", "").replaceAll("\\s*\\R\\s*", " ");
    }
}
