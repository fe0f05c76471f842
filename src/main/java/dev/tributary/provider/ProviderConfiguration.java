package dev.tributary.provider;

import dev.tributary.platform.UnusableConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

@Configuration(proxyBeanMethods = false)
class ProviderConfiguration {

    private static final String PATTERN = "/*/provider.yaml";

    /** @param mappings further folders of providers, each laid out like {@code mappings/} */
    @ConfigurationProperties("tributary")
    record MappingFolders(@DefaultValue List<Path> mappings) {}

    /** A provider in a further folder takes the place of one of the same name. */
    @Bean
    ProviderCatalog providerCatalog(MappingFolders settings) throws IOException {
        Map<String, ProviderFolder> folders = new LinkedHashMap<>();
        addAll(folders, Path.of("mappings"), "classpath:mappings");
        for (Path folder : settings.mappings()) {
            if (!Files.isDirectory(folder)) {
                throw new UnusableConfigurationException("TRIBUTARY_MAPPINGS", folder + " is not a folder");
            }
            addAll(folders, folder, folder.toAbsolutePath().toUri().toString().replaceAll("/+$", ""));
        }
        return new ProviderCatalog(folders.values());
    }

    private static void addAll(Map<String, ProviderFolder> folders, Path named, String root) throws IOException {
        Resource[] descriptors = new PathMatchingResourcePatternResolver().getResources(root + PATTERN);
        Arrays.sort(descriptors, Comparator.comparing(Resource::getDescription));
        for (Resource descriptor : descriptors) {
            String folder = descriptor.getURI().toString().replaceAll("/provider\\.yaml$", "");
            String provider = folder.substring(folder.lastIndexOf('/') + 1);
            folders.put(provider, new ProviderFolder(named, provider, descriptor));
        }
    }
}
