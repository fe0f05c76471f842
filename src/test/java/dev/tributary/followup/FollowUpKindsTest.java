package dev.tributary.followup;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.UnusableConfigurationException;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.provider.TestProviders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowUpKindsTest {

    @Test
    void namesTheKindOfAProviderFileThatCannotBeKept(@TempDir Path folder) throws IOException {
        Path delta = Files.createDirectories(folder.resolve("delta"));
        Files.writeString(delta.resolve("provider.yaml"), """
                provider: delta
                schemes: {}
                profiles: {}
                follow-ups: { authorization: "{key}", kinds: { accounts: { paths: [/v1/accounts] } } }
                """);
        ProviderCatalog providers = TestProviders.catalog(folder);
        assertThatThrownBy(() ->
                        FollowUpConfiguration.checkKinds(providers.find("delta").orElseThrow(), providers))
                .isInstanceOf(UnusableConfigurationException.class)
                .hasMessageContaining(
                        "delta/provider.yaml: follow-ups.kinds.accounts: must be one of [credential, account,");
        FollowUpConfiguration.checkKinds(providers.find("paybook").orElseThrow(), providers);
    }
}
