package dev.tributary.ingest.http;

import dev.tributary.UnusableConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;

/** Loads the routes of providers that were added without a build, beside those in the jar. */
@Component
final class FurtherRoutes implements CamelContextConfiguration {

    private static final String SETTING = "TRIBUTARY_ROUTES";
    private static final String SUFFIX = ".camel.yaml";

    /** @param routes folders with further route files */
    @ConfigurationProperties("tributary")
    record RouteFolders(@DefaultValue List<Path> routes) {}

    private final List<Path> folders;

    FurtherRoutes(RouteFolders settings) {
        this.folders = settings.routes();
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        for (Path folder : folders) {
            for (Path file : files(folder)) {
                load(camel, file);
            }
        }
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {
        // routes are there before anything starts
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UnusableConfigurationException(SETTING, folder + " is no folder that can be read");
        }
    }

    @SuppressWarnings("IllegalCatch") // Camel's loader declares Exception
    private static void load(CamelContext camel, Path file) {
        try {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.resolveMandatoryResource(
                            camel, file.toUri().toString()));
        } catch (Exception e) {
            throw new UnusableConfigurationException(SETTING, file + ": " + e.getMessage());
        }
    }
}
