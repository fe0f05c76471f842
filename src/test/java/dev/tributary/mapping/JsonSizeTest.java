package dev.tributary.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonSizeTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void isNeverLessThanWhatIsWrittenAndHardlyMore() throws JsonProcessingException {
        for (Object tree : List.of(
                "plain",
                "\u0000\"\\\n",
                "\u00e9\u20ac\uD83D\uDE00",
                Map.of("a", List.of(1, 2L, new BigDecimal("1E+30"), true), "b", Map.of(), "c", List.of()),
                List.of("x".repeat(1_000), Map.of("key", "value")))) {
            int written = JSON.writeValueAsBytes(tree).length;

            assertThat(JsonSize.of(tree)).isBetween((long) written, written + 20L);
        }
    }
}
