package dev.tributary.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tributary.verification.signature.RejectedWebhookException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/** The template of what a provider signs, such as {@code {timestamp}.{body}}. */
final class SignedContent {

    private static final Pattern FIELD = Pattern.compile("\\{([^{}]*)}");

    /** What fills a template. */
    record Values(
            WebhookCall call,
            @Nullable String timestamp,
            @Nullable String id,
            String registeredUrl) {}

    private interface Part {
        byte[] bytes(Values values);
    }

    private final String template;
    private final List<Part> parts = new ArrayList<>();

    /** @throws IllegalArgumentException if a field is unknown, or the body is not signed */
    SignedContent(String template) {
        this.template = template;
        Matcher field = FIELD.matcher(template);
        int end = 0;
        while (field.find()) {
            literal(template.substring(end, field.start()));
            parts.add(field(field.group(1)));
            end = field.end();
        }
        literal(template.substring(end));
        if (!uses("body")) {
            throw new IllegalArgumentException("signed-content must contain {body}, or nothing binds the body");
        }
    }

    boolean uses(String field) {
        return template.contains("{" + field + "}");
    }

    void update(Mac mac, Values values) {
        parts.forEach(part -> mac.update(part.bytes(values)));
    }

    private void literal(String text) {
        if (!text.isEmpty()) {
            byte[] bytes = text.getBytes(UTF_8);
            parts.add(values -> bytes);
        }
    }

    private static Part field(String name) {
        if (name.startsWith("header:")) {
            String header = name.substring("header:".length());
            return values -> values.call().header(header).getBytes(UTF_8);
        }
        return switch (name) {
            case "body" -> values -> values.call().body();
            case "timestamp" -> values -> text(values.timestamp());
            case "id" -> values -> text(values.id());
            case "method" -> values -> text("POST");
            case "path" -> values -> text(values.call().path());
            case "registered_url" -> values -> text(values.registeredUrl());
            default -> throw new IllegalArgumentException("signed-content has an unknown field {" + name + "}");
        };
    }

    private static byte[] text(@Nullable String value) {
        if (value == null) {
            throw new RejectedWebhookException("proof_malformed");
        }
        return value.getBytes(UTF_8);
    }
}
