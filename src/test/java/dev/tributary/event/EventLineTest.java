package dev.tributary.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventLineTest {

    @Test
    void escapesWhatSomeReadersTakeForTheEndOfALine() {
        byte[] body = "{\"a\":\"x\u0085y\u2028z\u2029\u00e9\"}".getBytes(UTF_8);
        assertThat(EventLine.of(body)).asString(UTF_8).isEqualTo("{\"a\":\"x\\u0085y\\u2028z\\u2029\u00e9\"}\n");
    }
}
