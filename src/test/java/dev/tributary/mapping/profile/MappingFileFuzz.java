package dev.tributary.mapping.profile;

import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.provider.TestProviders;
import java.util.Set;

/** Compiles a mapping file. */
public final class MappingFileFuzz {

    private static final DataSchemas SCHEMAS = new DataSchemas();

    private MappingFileFuzz() {}

    /** Fails if a wrong file is refused in any other way than by naming file and field. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            MappingFile file = MappingFile.read(TestProviders.folderOf("delta", input), "delta", "delta-v1");
            ProfileCompiler.compile(file, SCHEMAS, Set.of());
        } catch (UnusableConfigurationException refused) {
            // as it must
        }
    }
}
