package dev.tributary.security.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.security.audit.AuditEntry.Link;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Hashes that another program has computed by the rule in the README. */
class AuditEntryTest {

    private static final Instant AT = Instant.parse("2026-03-02T09:15:07.123Z");

    @Test
    void aHashIsThatOfTheReadme() {
        AuditEntry first = entry("019cadd4-71f3-7d7e-9f3a-2f1f6a0c9b41", "admin", "source.create", "tink-main")
                .behind(Link.NONE);
        assertThat(first.link())
                .isEqualTo(new Link(
                        1,
                        "0000000000000000000000000000000000000000000000000000000000000000",
                        "0d2ac242a60c21586f5e4887c501efca69f9b6a95573b284d5162cf9f530907d"));
        AuditEntry second = entry("019cadd4-71f4-7d7e-9f3a-2f1f6a0c9b41", "M\u00fcller", "receipt.body.read", "r1")
                .behind(Objects.requireNonNull(first.link()));
        assertThat(second.link())
                .isEqualTo(new Link(
                        2,
                        "0d2ac242a60c21586f5e4887c501efca69f9b6a95573b284d5162cf9f530907d",
                        "a06cb33dd5fba22a343b33c7bba45439083258768d052b4e7f9c3ffd3dcb6dc9"));
    }

    private static AuditEntry entry(String id, String who, String action, String what) {
        return new AuditEntry(null, id, "default", AT, who, action, what);
    }
}
