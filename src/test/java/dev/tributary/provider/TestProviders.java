package dev.tributary.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

/** The catalog of the project's own {@code mappings/}, and of further folders. */
public final class TestProviders {

    private TestProviders() {}

    public static ProviderCatalog catalog(Path... further) {
        try {
            return new ProviderConfiguration()
                    .providerCatalog(new ProviderConfiguration.MappingFolders(List.of(further)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder in which every file has this content. */
    public static ProviderFolder folderOf(String provider, byte[] content) {
        return new ProviderFolder(Path.of("mappings"), provider, new ByteArrayResource(content) {
            @Override
            public Resource createRelative(String path) {
                return this;
            }
        });
    }
}
