package dev.tributary.mapping.profile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.provider.TestProviders;
import java.util.Set;

/** Compiles a mapping file. */
public final class MappingFileFuzz {

    private static final DataSchemas SCHEMAS = new DataSchemas();

    private MappingFileFuzz() {}

    /** Called by the fuzzer before its time begins, most of which reading the schemas would take. */
    public static void fuzzerInitialize() {
        fuzzerTestOneInput("rules: []".getBytes(UTF_8));
    }

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
