package dev.tributary.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.event.Event;
import dev.tributary.mapping.profile.Profiles;
import dev.tributary.provider.TestProviders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that names its events by two members, and has more events than a file can list. */
class JoinedNamesTest {

    private static final String CALL = "{\"kind\":\"%s\",\"action\":\"%s\",\"id\":7}";

    @TempDir
    private Path folder;

    private Mapping mapping = new Mapping();

    @BeforeEach
    void declareAProvider() throws IOException {
        Files.createDirectory(folder.resolve("delta"));
        Files.writeString(folder.resolve("delta/provider.yaml"), """
                provider: delta
                schemes:
                  delta: { type: shared-secret, header: X-Delta }
                profiles:
                  delta-v1: { root: [kind] }
                """);
        Files.writeString(folder.resolve("delta/delta-v1.yaml"), """
                apiVersion: mapping/v1
                kind: EventMapping
                metadata: { provider: delta, profile: delta-v1, version: 1.0.0 }
                discriminator: { join: ["$.kind", "$.action"], separator: ".", required: true }
                dedup: ["$.id"]
                tables:
                  status: { order.sent: submitted, order.*: processing }
                common:
                  subject: "payments/{payment.id}"
                  data:
                    payment.id: { firstOf: [{ join: ["$.kind", "$.id"], separator: "-" }, "$.kind"] }
                    payment.status: { join: ["$.kind", "$.action"], separator: ".", table: status, default: unknown }
                rules:
                  - { when: { equals: order.made }, type: bank.payment.created.v1 }
                  - { when: { prefix: [order., refund.] }, type: bank.payment.updated.v1 }
                """);
        mapping = new Mapping(new Profiles(TestProviders.catalog(folder)));
    }

    @Test
    void joinsTheTextsOfSeveralMembersToOneName() {
        Event event = mapping.one("delta", CALL.formatted("order", "made"));

        assertThat(event.type()).isEqualTo("bank.payment.created.v1");
        assertThat(event.providerType()).isEqualTo("order.made");
        assertThat(event.subject()).isEqualTo("payments/order-7");
        assertThat(event.data().get("payment")).isEqualTo(Map.of("id", "order-7", "status", "processing"));
    }

    @Test
    void looksAJoinedTextUpAsAWhole() {
        Event event = mapping.one("delta", CALL.formatted("order", "sent"));

        assertThat(Mapping.object(event, "payment")).containsEntry("status", "submitted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sent", "made.twice", "Made"})
    void takesTheRuleOfABeginningWhereNoRuleBeforeHasTheName(String action) {
        for (String kind : List.of("order", "refund")) {
            assertThat(mapping.one("delta", CALL.formatted(kind, action)).type())
                    .isEqualTo("bank.payment.updated.v1");
        }
    }

    @Test
    void takesNoOtherNameForOneThatBeginsSo() {
        assertThat(mapping.one("delta", CALL.formatted("orders", "made")).data())
                .containsEntry("reason", "no_rule");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"order\"}",
                "{\"kind\":\"order\",\"action\":\" \"}",
                "{\"kind\":\"order\",\"action\":null}",
                "{\"kind\":{},\"action\":\"made\"}"
            })
    void hasNoNameWhereOneOfTheMembersIsMissing(String body) {
        assertThat(mapping.one("delta", body).data())
                .isEqualTo(Map.of("reason", "missing_data", "missing", List.of("$.kind", "$.action")));
    }
}
