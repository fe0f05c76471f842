package dev.tributary.console.session;

import dev.tributary.platform.UnusableConfigurationException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The client that people sign in with at the issuer.
 *
 * @param clientSecret null for a public client
 * @param discoveryUri URL of the description of the issuer; null for {@code .well-known/openid-configuration} of the issuer
 */
@ConfigurationProperties("tributary.console")
record ClientSettings(
        @DefaultValue("tributary-console") String clientId,
        @Nullable String clientSecret,
        @Nullable String discoveryUri) {

    ClientSettings {
        if (discoveryUri != null && !discoveryUri.isBlank() && !discoveryUri.matches("https?://[^/?#]+[^?#]*")) {
            throw new UnusableConfigurationException("TRIBUTARY_CONSOLE_DISCOVERY_URI", "must be an http or https URL");
        }
    }
}
