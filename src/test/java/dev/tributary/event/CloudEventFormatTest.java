package dev.tributary.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;

class CloudEventFormatTest {

    @Test
    void theCloudEventsLibraryReadsEveryAttribute() {
        Event payment = EventFixtures.payment("int_main", "k");
        CloudEvent read = new JsonFormat().deserialize(CloudEventFormat.write(payment));
        assertThat(read.getId()).isEqualTo(payment.id());
        assertThat(read.getType()).isEqualTo("bank.payment.executed.v1");
        assertThat(read.getSource()).isEqualTo(URI.create("https://gateway.example.com/sources/tink/int_main"));
        assertThat(read.getSubject()).isEqualTo("payments/p1");
        assertThat(read.getTime()).isEqualTo("2016-08-16T12:10:22.000Z");
        assertThat(read.getDataSchema()).isEqualTo(URI.create("https://gateway.example.com/schemas/payment/1.0.json"));
        assertThat(read.getExtension("partitionkey")).isEqualTo("p1");
        assertThat(read.getExtension("proof")).isEqualTo("sender");
        assertThat(read.getExtension("timebasis")).isEqualTo("provider");
        assertThat(read.getExtension("tenantid")).isEqualTo("default");
        assertThat(read.getExtensionNames()).allMatch(name -> name.matches("[a-z0-9]{1,20}"));
    }

    @Test
    void keepsTheTextOfTimesAndLeavesAbsentAttributesOut() {
        String json = new String(CloudEventFormat.write(EventFixtures.payment("s", "k")), UTF_8);
        assertThat(json)
                .startsWith("{\"specversion\":\"1.0\",\"id\":\"")
                .contains("\"time\":\"2016-08-16T12:10:22.000Z\"")
                .doesNotContain("correlationid", "null");
    }

    /** The bytes are of an earlier version: what was stored, signed and sent must not change. */
    @Test
    void theBytesOfAnEventAreWhatTheyHaveAlwaysBeen() throws IOException {
        assertThat(new String(CloudEventFormat.write(EventFixtures.everyKindOfValue()), UTF_8))
                .isEqualTo(EventFixtures.recordedBytes());
        assertThat(CloudEventFormat.data(
                        "{\"id\":\",\",\"subject\":\",\\\"data\\\":\",\"data\":{\"data\":1}}".getBytes(UTF_8)))
                .asString(UTF_8)
                .isEqualTo("{\"data\":1}");
    }
}
