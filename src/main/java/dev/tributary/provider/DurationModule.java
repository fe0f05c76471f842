package dev.tributary.provider;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.Duration;
import org.springframework.boot.convert.DurationStyle;

/** Durations in files are written as in Spring's settings: {@code 5m}, or ISO 8601. */
final class DurationModule extends SimpleModule {

    private static final long serialVersionUID = 1L;

    DurationModule() {
        addDeserializer(Duration.class, new StdDeserializer<>(Duration.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public Duration deserialize(JsonParser parser, DeserializationContext context) throws IOException {
                String text = parser.getText();
                try {
                    return DurationStyle.detectAndParse(text);
                } catch (IllegalArgumentException e) {
                    throw JsonMappingException.from(parser, "must be a duration such as 5m or PT5M", e);
                }
            }
        });
    }
}
