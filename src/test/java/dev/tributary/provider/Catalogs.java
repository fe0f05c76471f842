package dev.tributary.provider;

import dev.tributary.provider.ProviderConfiguration.MappingFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Catalogs for tests of other packages. */
public final class Catalogs {

    private Catalogs() {}

    /** The providers that ship with the gateway, and those of further folders. */
    public static ProviderCatalog read(Path... further) throws IOException {
        return new ProviderConfiguration().providerCatalog(new MappingFolders(List.of(further)));
    }
}
