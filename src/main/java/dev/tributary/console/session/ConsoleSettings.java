package dev.tributary.console.session;

import java.util.Locale;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** @param publicUrl how people reach the console; cookies are for https only if it is one of https */
@ConfigurationProperties("tributary")
public record ConsoleSettings(
        @DefaultValue("http://localhost:8080") String publicUrl) {

    public boolean isHttps() {
        return publicUrl.strip().toLowerCase(Locale.ROOT).startsWith("https:");
    }

    /** How addresses of the console begin, for the issuer: behind a proxy that ends TLS the request does not tell. */
    String base() {
        return isHttps() ? publicUrl.strip().replaceAll("/+$", "") : "{baseUrl}";
    }
}
