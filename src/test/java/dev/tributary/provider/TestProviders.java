package dev.tributary.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

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
}
