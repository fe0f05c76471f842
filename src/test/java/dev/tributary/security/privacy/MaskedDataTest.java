package dev.tributary.security.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.event.EventFixtures;
import dev.tributary.event.PersonalMembers;
import dev.tributary.event.PersonalMembers.Member;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedDataTest {

    private static final Member ROOT = Objects.requireNonNull(
            new PersonalMembers(Map.of("tink/tink-hooks", Set.of("user.name", "extensions.tink", "note")))
                    .of(EventFixtures.payment("s", "k")));

    /** Spaces, exponents and escapes that no library would write again in the same way. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"user\" : {\"name\":\"M\\u00e1ria \\\"x\\\"\", \"id\":\"1\"}} | {\"user\" : {\"name\":\"***\", \"id\":\"1\"}}",
                "{\"user\":{\"name\": 1.0e0 }} | {\"user\":{\"name\": \"***\" }}",
                "{\"extensions\":{\"tink\":{\"a\":[1,{\"b\":\"]}\"}],\"c\":null}},\"z\":2} | {\"extensions\":{\"tink\":\"***\"},\"z\":2}",
                "{\"note\":[ ],\"user\":{\"name\":null}} | {\"note\":\"***\",\"user\":{\"name\":\"***\"}}",
                "{\"note\":\"Núñez 🙂\",\"n\":-12} | {\"note\":\"***\",\"n\":-12}",
                "{\"note\":true} | {\"note\":\"***\"}",
            })
    void givesBackTheBytesThatItHasMasked(String data, String masked) {
        MaskedData cut = Objects.requireNonNull(MaskedData.of(data.getBytes(UTF_8), ROOT));
        assertThat(new String(cut.masked(), UTF_8)).isEqualTo(masked);
        assertThat(new String(MaskedData.restore(cut.masked(), cut.cut()), UTF_8))
                .isEqualTo(data);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"user\":{\"id\":\"***\"},\"x\":{\"name\":\"n\"}}",
                "{\"user\":[{\"name\":\"n\"}]}",
                "{\"user\":\"name\"}",
                "{}"
            })
    void leavesDataWithoutPersonalMembersAlone(String data) {
        assertThat(MaskedData.of(data.getBytes(UTF_8), ROOT)).isNull();
    }

    @Test
    void knowsNoPersonalMembersOfAnotherProfile() {
        var members = new PersonalMembers(Map.of("paybook/paybook-v1", Set.of("note")));
        assertThat(members.of(EventFixtures.payment("s", "k"))).isNull();
    }
}
