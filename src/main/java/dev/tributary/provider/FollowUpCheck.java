package dev.tributary.provider;

import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.provider.ProviderDescriptor.FollowUps;
import dev.tributary.provider.ProviderDescriptor.FollowUps.Kind;
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

    private static final Pattern AUTHORIZATION =
            Pattern.compile("(?:[\\x20-\\x7e&&[^{}]]|\\{key}|\\{user}|\\{token})+");

    /** @throws UnusableConfigurationException that names the first wrong field */
    void check(FollowUps followUps) {
        String authorization = required("follow-ups.authorization", followUps.authorization());
        if (!AUTHORIZATION.matcher(authorization).matches() || authorization.isBlank()) {
            throw wrong(
                    "follow-ups.authorization",
                    "must be visible ASCII, without braces but for {key}, {user} and {token}");
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
        if (followUps.confirmation() != null) {
            checkConfirmation(followUps, followUps.confirmation());
        }
    }

    /** It is put together of the event's own id, and has to pass the rules of its kind as what an event lists. */
    private void checkConfirmation(FollowUps followUps, String path) {
        Kind kind = followUps.kinds().get(FollowUps.CREDENTIAL);
        String filled = path.replace("{connection}", "a");
        if (kind == null
                || !path.contains("{connection}")
                || kind.paths().stream().noneMatch(rule -> UrlRule.of(rule).permits(filled, "a"))) {
            throw wrong(
                    "follow-ups.confirmation",
                    "must be a path with {connection} that kinds." + FollowUps.CREDENTIAL + " allows");
        }
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
