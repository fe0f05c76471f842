package dev.tributary.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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
        byte[] recorded;
        try (InputStream in = getClass().getResourceAsStream("/eventstore/every-kind-of-value.json")) {
            recorded = Objects.requireNonNull(in).readAllBytes();
        }
        assertThat(new String(CloudEventFormat.write(everyKindOfValue()), UTF_8))
                .isEqualTo(new String(recorded, UTF_8));
    }

    private static Event everyKindOfValue() {
        Map<String, Object> payment = new LinkedHashMap<>();
        payment.put("id", "p1");
        payment.put("amount", Map.of("amount", "10.00"));
        payment.put("name", "Zo\u00eb \"Q\" \\ /\u0007 \u2028 \uD83D\uDE00 < & 'x'");
        Map<String, @Nullable Object> extension = new LinkedHashMap<>();
        extension.put("int", 7);
        extension.put("long", 1_553_095_951_000L);
        extension.put("negative", -1);
        extension.put("big", new BigDecimal("12345678901234567890"));
        extension.put("decimal", new BigDecimal("10.50"));
        extension.put("exponent", new BigDecimal("1E+3"));
        extension.put("small", new BigDecimal("1E-9"));
        extension.put("yes", true);
        extension.put("no", false);
        extension.put("none", null);
        extension.put("list", Arrays.<@Nullable Object>asList(1, "two", null, List.of(), Map.of()));
        extension.put("a.b$c", "key");
        extension.put("", "empty");
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("payment", payment);
        data.put("extensions", Map.of("tink", extension));
        return new Event(
                "019350a1-7c00-7abc-8def-0123456789ab",
                "https://gateway.example.com/sources/tink/int_main",
                "bank.payment.executed.v1",
                "payments/p1",
                "2016-08-16T12:10:22.000Z",
                false,
                "https://gateway.example.com/schemas/payment/1.0.json",
                "p1",
                Instant.ofEpochMilli(1_471_349_422_007L),
                "c-1",
                "tink",
                "signable-operation:update",
                Proof.BODY,
                "tink-hooks@1.0.0",
                "default",
                "019350a1-7c00-7abc-8def-0123456789ac",
                "int_main",
                "key",
                data);
    }
}
