package dev.tributary.mapping.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.provider.TestProviders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong mapping file stops start-up with one line that names file and field. */
class MappingFileTest {

    private static final String RIGHT = """
            apiVersion: mapping/v1
            kind: EventMapping
            metadata: { provider: delta, profile: delta-v1, version: 1.0.0 }
            split: null
            discriminator: { path: "$.event", required: true }
            dedup: ["$.id", { sha256: "$.list", sorted: true }]
            tables:
              status: { "OK*": active }
            common:
              time: { path: "$.at", format: rfc3339 }
              subject: "connections/{connection.id}"
              data:
                connection.id: { path: "$.id", required: true }
                connection.status: { path: "$.status", table: status, default: unknown }
                resources: { each: "$.list[*]", value: { kind: { const: account }, href: { item: true } } }
            rules:
              - { when: { equals: made }, type: bank.connection.created.v1 }
            extensions: []
            ignore: ["$.note"]
            redact: []
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void declareAProvider() throws IOException {
        Files.createDirectory(folder.resolve("delta"));
        Files.writeString(folder.resolve("delta/provider.yaml"), """
                provider: delta
                schemes:
                  delta: { type: shared-secret, header: X-Delta }
                profiles:
                  delta-v1: { root: [event] }
                """);
    }

    @Test
    void acceptsAValidFile() throws IOException {
        write(RIGHT);

        assertThat(new Profiles(TestProviders.catalog(folder))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"$.bank.branch|branch", "$.bank['branch code']|branch code", "$.branches[0]|branches"})
    void marksAnExtensionAsPersonalUnderTheNameThatItsPathGives(String path, String name) throws IOException {
        write(RIGHT.replace("extensions: []", "extensions: [{ path: \"" + path + "\", pii: true }]"));

        Profile profile = new Profiles(TestProviders.catalog(folder))
                .of("delta", JsonNodeFactory.instance.objectNode().put("event", "made"))
                .orElseThrow();

        assertThat(profile.personal()).containsExactly("extensions.delta." + name);
        assertThat(profile.rules().get(0).extensions())
                .extracting(Rule.Extension::name)
                .containsExactly(name);
    }

    @Test
    void isMissing() {
        assertThatExceptionOfType(UnusableConfigurationException.class)
                .isThrownBy(() -> new Profiles(TestProviders.catalog(folder)))
                .withMessageStartingWith(folder.resolve("delta/delta-v1.yaml") + ": ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "path: \"$.id\", required| path: \"$..id\", required| common.data.connection.id.path: '$..id' is not a path",
                "path: \"$.id\", required| path: \"$.id[*]\", required| common.data.connection.id.path: '$.id[*]' is not a path",
                "path: \"$.id\", required| path: \"$.a[?(@.b)]\", required| common.data.connection.id.path: '$.a[?(@.b)]'",
                "path: \"$.id\", required| pth: \"$.id\", required| common.data.connection.id.pth: is unknown",
                "{ path: \"$.id\", required: true }| { required: true }| common.data.connection.id: needs exactly one of",
                "{ path: \"$.id\", required: true }| { path: \"$.id\", const: x }| common.data.connection.id: needs exactly one",
                "required: true }| required: true, optional: true }| common.data.connection.id: is either required or optional",
                "    connection.id:|    connection.name: { path: \"$.n\" }\\n    connection.id:| common.data.connection.name: the schema",
                "    connection.id:|    connection: { path: \"$.n\" }\\n    connection.id:| common.data.connection: the schema has",
                "resources: {| user.id: {| common.data.user.id: the schema has",
                "table: status| table: stati| common.data.connection.status.table: there is no table 'stati'",
                "path: \"$.id\", required| join: [\"$.id\"], separator: x, required| common.data.connection.id.join: ",
                "path: \"$.id\", required| join: [\"$.id\", \"$.at\"], required| common.data.connection.id",
                "path: \"$.id\", required| join: [\"$.id\", \"at\"], separator: x, required| common.data.connection.id.join[1]: 'at' is not a path",
                "equals: made| equals: made, prefix: ma| rules[0].when: ",
                "equals: made| prefix: \"\"| rules[0].when.prefix: ",
                "format: rfc3339| format: iso| common.time.format: 'iso' must be epoch_millis",
                "format: rfc3339| format: epkch| common.time.format: 'epkch' must be epoch_millis",
                ", format: rfc3339|| common.time: needs a format",
                "list[*]| list| common.data.resources.each: '$.list' must end in [*]",
                "subject: \"connections/{connection.id}\"| subject: \"connections/{connection.ref}\"| common.subject: data has no 'connection.ref'",
                "type: bank.connection.created.v1| type: bank.loan.created.v1| rules[0].type: 'bank.loan.created.v1' is not a type",
                "type: bank.connection.created.v1| type: { path: \"$.t\" }| rules[0].type: must give types of one family",
                "type: bank.connection.created.v1| tpe: bank.connection.created.v1| rules[0].tpe: is unknown",
                "split: null| split: \"$.a[0].b[*]\"| split: ",
                "version: 1.0.0| version: one| metadata.version: ",
                "provider: delta,| provider: gamma,| metadata.provider: must be 'delta'",
                "dedup: [\"$.id\",| dedup: [\"id\",| dedup[0]: 'id' is not a path",
                "{ sha256: \"$.list\", sorted: true }| { body: true, window: PT0S }| dedup[1].window: must be a duration",
                "ignore: [\"$.note\"]| ignore: [\"note\"]| ignore: 'note' is not a path",
                "redact: []| redact: [\"$.secret\"]| redact: '$.secret' is in no scheme",
                "path: \"$.id\", required| path: \"$.id\", pii: true, required| common.subject: 'connection.id' is marked as pii",
                "    connection.id:|    user.id: { path: \"$.u\", pii: true }\\n    connection.id:| common.data.user.id: is what events",
                "href: { item: true }| href: { item: true, pii: true }| common.data.resources: pii stands beside",
                "extensions: []| extensions: [{ path: \"$['a.b']\", pii: true }]| extensions[0]: needs a name",
                "subject:| correlationid: { path: \"$.c\", pii: true }\\n  subject:| common.correlationid: is an attribute",
                "kind: EventMapping| kind: EventMapping\\nkind: EventMapping| is not YAML, line 3",
                "rules:| rules: [| is not YAML",
                "connection.status:| \"#status\":| common.data.#status: must have a name that does not begin with #",
                "equals: made| \"#equals\": made| rules[0].when.#equals: must have a name"
            })
    void namesTheFieldThatIsWrong(String right, String wrong, String message) throws IOException {
        assertThat(RIGHT).contains(right);
        write(RIGHT.replace(right, wrong == null ? "" : wrong.replace("\\n", "\n")));

        assertThatExceptionOfType(UnusableConfigurationException.class)
                .isThrownBy(() -> new Profiles(TestProviders.catalog(folder)))
                .withMessageStartingWith(folder.resolve("delta/delta-v1.yaml") + ": " + message)
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("\n"));
    }

    private void write(String content) throws IOException {
        Files.writeString(folder.resolve("delta/delta-v1.yaml"), content);
    }
}
