package dev.tributary.provider;

import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.provider.ProviderDescriptor.FollowUps;
import dev.tributary.provider.ProviderDescriptor.FollowUps.Kind;

/**
 * Checks the rules of {@code follow-ups} in a provider file when it is read, so that nothing unusable is found by the first event.
 *
 * @param place the file, for messages
 */
record FollowUpCheck(String place) {

    /** @throws UnusableConfigurationException that names the first wrong field */
    void check(FollowUps followUps) {
        followUps.query().forEach((name, rule) -> checkRule("follow-ups.query." + name, rule));
        followUps.kinds().forEach((name, kind) -> {
            for (int i = 0; i < kind.paths().size(); i++) {
                checkRule(
                        "follow-ups.kinds." + name + ".paths[" + i + ']',
                        kind.paths().get(i));
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

    private void checkRule(String field, String rule) {
        try {
            UrlRule.of(rule);
        } catch (IllegalArgumentException e) {
            throw wrong(field, String.valueOf(e.getMessage()));
        }
    }

    private UnusableConfigurationException wrong(String field, String problem) {
        return new UnusableConfigurationException(place, field + ": " + problem);
    }
}
