package dev.tributary.source.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.source.Source;
import dev.tributary.source.SourceSecret;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a provider says about an error, in a form that can be shown: short, without control characters and secrets. */
final class ProviderWords {

    private static final int MAX = 500;
    private static final int MAX_ERRORS = 10;
    private static final int MIN_SECRET = 4;
    /** An access token that the provider repeats is not a secret of the source, but looks like this. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+=-]{40,}");

    private static final List<String> MEMBERS =
            List.of("message", "errorMessage", "error_description", "error", "errorCode", "code");

    private ProviderWords() {}

    /**
     * Empty where the answer is not JSON, or says nothing.
     *
     * @param further a secret that is none of the source's
     */
    static String of(ApiAnswer answer, Source source, @Nullable String further) {
        JsonNode root = answer.json();
        Set<String> words = new LinkedHashSet<>();
        MEMBERS.forEach(name -> add(root.path(name), words));
        JsonNode errors = root.path("errors");
        for (int i = 0; i < Math.min(errors.size(), MAX_ERRORS); i++) {
            JsonNode error = errors.path(i);
            String message = text(error.isObject() ? error.path("message") : error);
            String field = text(error.path("field"));
            if (!message.isEmpty()) {
                words.add(field.isEmpty() ? message : field + ": " + message);
            }
        }
        String joined = String.join("; ", words).replaceAll("\\p{Cntrl}+", " ").strip();
        String safe = without(secrets(source, further), joined);
        safe = TOKEN.matcher(safe).replaceAll("***");
        return safe.length() <= MAX ? safe : safe.substring(0, MAX) + "...";
    }

    private static void add(JsonNode value, Set<String> words) {
        String text = text(value.isObject() ? value.path("message") : value);
        if (!text.isEmpty()) {
            words.add(text);
        }
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue().strip() : "";
    }

    private static String without(List<String> secrets, String text) {
        String safe = text;
        for (String secret : secrets) {
            safe = safe.replace(secret, "***");
        }
        return safe;
    }

    private static List<String> secrets(Source source, @Nullable String further) {
        List<String> secrets = new ArrayList<>();
        source.secrets().stream().map(SourceSecret::value).forEach(secrets::add);
        Source.Api api = source.api();
        if (api != null) {
            secrets.add(api.apiKey());
            Source.Client client = api.client();
            if (client != null) {
                secrets.add(client.secret());
                secrets.add(client.refreshToken() == null ? "" : client.refreshToken());
            }
        }
        if (further != null) {
            secrets.add(further);
        }
        secrets.removeIf(secret -> secret.length() < MIN_SECRET);
        return secrets;
    }
}
