package dev.tributary.provider;

import dev.tributary.UnusableConfigurationException;
import dev.tributary.provider.ProviderDescriptor.FollowUps;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks {@code follow-ups} of a provider file when it is read, so that nothing unusable is found by the first event.
 *
 * @param place the file, for messages
 */
record FollowUpCheck(String place) {

    private static final Pattern AUTHORIZATION = Pattern.compile("(?:[\\x20-\\x7e&&[^{}]]|\\{key}|\\{user})+");

    /** @throws UnusableConfigurationException that names the first wrong field */
    void check(FollowUps followUps) {
        String authorization = required("follow-ups.authorization", followUps.authorization());
        if (!AUTHORIZATION.matcher(authorization).matches() || authorization.isBlank()) {
            throw wrong("follow-ups.authorization", "must be visible ASCII, without braces but for {key} and {user}");
        }
        followUps.query().forEach((name, rule) -> checkRule("follow-ups.query." + name, rule));
        required("follow-ups.kinds", followUps.kinds()).forEach((name, kind) -> {
            String field = "follow-ups.kinds." + name;
            List<String> paths =
                    required(field + ".paths", required(field, kind).paths());
            for (int i = 0; i < paths.size(); i++) {
                checkRule(field + ".paths[" + i + ']', paths.get(i));
            }
        });
    }

    private void checkRule(String field, @Nullable String rule) {
        try {
            UrlRule.of(required(field, rule));
        } catch (IllegalArgumentException e) {
            throw wrong(field, String.valueOf(e.getMessage()));
        }
    }

    private <T> T required(String field, @Nullable T value) {
        if (Objects.isNull(value)) {
            throw wrong(field, "is missing");
        }
        return value;
    }

    private UnusableConfigurationException wrong(String field, String problem) {
        return new UnusableConfigurationException(place, field + ": " + problem);
    }
}
