package dev.tributary.provider;

import dev.tributary.platform.UnusableConfigurationException;
import dev.tributary.provider.ProviderDescriptor.Api;
import dev.tributary.provider.ProviderDescriptor.Registration;
import dev.tributary.provider.ProviderDescriptor.Token;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks {@code api} of a provider file when it is read, so that nothing unusable is found by the first registration.
 *
 * @param place the file, for messages
 */
record ApiCheck(String place) {

    private static final Pattern AUTHORIZATION =
            Pattern.compile("[\\x20-\\x7e&&[^{}]]*(?:\\{key}|\\{token})[\\x20-\\x7e&&[^{}]]*");
    private static final Pattern PATH = Pattern.compile("/?[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*");

    /** @throws UnusableConfigurationException that names the first wrong field */
    void check(Api api, Set<String> schemes) {
        matching(
                "api.authorization",
                api.authorization(),
                AUTHORIZATION,
                "must be visible ASCII with either {key} or {token} and no other braces");
        if (api.basePath() != null) {
            path("api.base-path", api.basePath());
        }
        Token token = api.token();
        if (token != null) {
            path("api.token.path", token.path());
            matching("api.token.client", token.client(), Pattern.compile("form|basic"), "must be form or basic");
        }
        api.registrations().forEach((scheme, registration) -> {
            String field = "api.registrations." + scheme;
            if (!schemes.contains(scheme)) {
                throw new UnusableConfigurationException(place, field + " is no scheme of the provider");
            }
            check(field, registration);
        });
    }

    private void check(String field, Registration registration) {
        matching(field + ".type", registration.type(), Pattern.compile("[a-z-]+"), "must be a name");
        path(field + ".path", registration.path());
    }

    private void path(String field, @Nullable String path) {
        matching(field, path, PATH, "must be a path of A-Z, a-z, 0-9, ., _, ~ and -, without a slash at its end");
        if (path != null && (path + '/').contains("./")) {
            throw new UnusableConfigurationException(place, field + " must not have a segment that ends in a dot");
        }
    }

    private void matching(String field, @Nullable String text, Pattern pattern, String rule) {
        if (text == null || !pattern.matcher(text).matches()) {
            throw new UnusableConfigurationException(place, field + (text == null ? " is missing" : " " + rule));
        }
    }
}
