package dev.tributary.start;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.tributary.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README names each collection that a gateway makes, and no other. */
class CollectionsTest {

    /** Made when a provider gives a refresh token in place of another one, and when a file above 1 MiB is fetched. */
    private static final Set<String> LATER = Set.of("provider_tokens", "documents.files", "documents.chunks");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `.*?\\|");
    private static final Pattern NAME = Pattern.compile("`([A-Za-z_.]+)`");

    private static Set<String> described() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        int begin = readme.indexOf("### Collections\n");
        assertThat(begin).as("the heading").isPositive();
        String section = readme.substring(begin, readme.indexOf("\n### ", begin + 5));
        Set<String> names = new TreeSet<>();
        ROW.matcher(section)
                .results()
                .flatMap(row -> NAME.matcher(row.group()).results())
                .forEach(name -> names.add(name.group(1)));
        return names;
    }

    @Test
    void theReadmeListsTheCollectionsThatARunningGatewayMakes() throws Exception {
        Set<String> made = new TreeSet<>(LATER);
        try (var gateway = TestGateway.start("--tributary.delivery.endpoint-check=false")) {
            use(gateway);
            for (String name : gateway.context().getBean(MongoDatabase.class).listCollectionNames()) {
                if (!name.startsWith("system.")) {
                    made.add(name.replaceFirst("_\\d{8}$", "_yyyymmdd"));
                }
            }
        }
        assertThat(described()).containsExactlyElementsOf(made);
    }

    /** One source and one call that names an end user: what is made at start-up only by an index is there already. */
    private static void use(TestGateway gateway) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        statuses.add(gateway.send("POST", "/api/v1/configuration/sources", """
                {"id":"s","provider":"paybook","scheme":"paybook-header","options":{"header":"X-Secret"},
                 "secrets":[{"value":"right"}]}""").status());
        statuses.add(gateway.send("POST", "/hooks/paybook/s", """
                {"event":"credential_create","id_credential":"c1","id_user":"u1","id_external":"tax-1234"}""", "X-Secret", "right")
                .status());
        assertThat(statuses).containsExactly(201, 200);
    }
}
