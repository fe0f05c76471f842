package dev.tributary.source.registration.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Members of providers' answers, as lenient as the providers are with their types. */
final class WebhookJson {

    private static final int MAX_TEXT = 2_000;
    private static final int MAX_EVENTS = 200;

    private WebhookJson() {}

    /** Null for what is not text, is blank or is too long. */
    static @Nullable String text(JsonNode value) {
        String text = value.isTextual() || value.isNumber() ? value.asText() : "";
        return text.isBlank() || text.length() > MAX_TEXT ? null : text;
    }

    static @Nullable List<String> texts(JsonNode value) {
        if (!value.isArray()) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : value) {
            String text = text(element);
            if (text != null && texts.size() < MAX_EVENTS) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** True, false, and both as numbers or texts. */
    static @Nullable Boolean flag(JsonNode value) {
        boolean absent = value.isMissingNode() || value.isNull();
        return absent ? null : Boolean.valueOf(value.asText().matches("true|1"));
    }

    static @Nullable Integer number(JsonNode value) {
        boolean isText = value.isTextual() && value.textValue().matches("\\d{1,9}");
        boolean isNumber = value.isNumber() || isText;
        return isNumber ? Integer.valueOf(value.asInt()) : null;
    }
}
