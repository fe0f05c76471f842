package dev.tributary.followup;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.followup.api.ResourceApis;
import dev.tributary.followup.paybook.PaybookResources;
import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.provider.ProviderCatalog;
import dev.tributary.provider.TestProviders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        var apis = new ResourceApis(List.of(new PaybookResources()), providers::find);
        assertThatThrownBy(() -> apis.check(providers.find("delta").orElseThrow(), "delta/provider.yaml"))
                .isInstanceOf(UnusableConfigurationException.class)
                .hasMessageContaining(
                        "delta/provider.yaml: follow-ups.kinds.accounts: must be one of [credential, account,");
        apis.check(providers.find("paybook").orElseThrow(), "paybook/provider.yaml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "confirmation: /v1/others/{connection}",
                "confirmation: /v1/credentials/a",
                "confirmation: \"/v1/credentials/{connection}/../x\""
            })
    void namesAConfirmationThatTheFileItselfDoesNotAllow(String confirmation, @TempDir Path folder) throws IOException {
        write(folder, confirmation);

        assertThatThrownBy(() -> TestProviders.catalog(folder))
                .isInstanceOf(UnusableConfigurationException.class)
                .hasMessageContaining("delta/provider.yaml: follow-ups.confirmation: must be a path");
    }

    @Test
    void namesAnApiThatIsUnknown(@TempDir Path folder) throws IOException {
        write(folder, "api: delta");
        ProviderCatalog providers = TestProviders.catalog(folder);
        var apis = new ResourceApis(List.of(new PaybookResources()), providers::find);

        assertThatThrownBy(() -> apis.check(providers.find("delta").orElseThrow(), "delta/provider.yaml"))
                .isInstanceOf(UnusableConfigurationException.class)
                .hasMessageContaining("delta/provider.yaml: follow-ups.api: must be one of [paybook]");
    }

    private static void write(Path folder, String member) throws IOException {
        Path delta = Files.createDirectories(folder.resolve("delta"));
        Files.writeString(delta.resolve("provider.yaml"), """
                provider: delta
                schemes: {}
                profiles: {}
                follow-ups:
                  authorization: "{key}"
                  kinds: { credential: { paths: ["/v1/credentials/{connection}"] } }
                  %s
                """.formatted(member));
    }
}
