package dev.tributary.source;

import dev.tributary.provider.ProviderCatalog;
import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.provider.SchemeDescriptor;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What a source must have before it may receive calls; a half-configured one is refused when it is written. */
public final class SourceRules {

    private final ProviderCatalog providers;
    private final boolean allowUnproven;

    SourceRules(ProviderCatalog providers, boolean allowUnproven) {
        this.providers = providers;
        this.allowUnproven = allowUnproven;
    }

    /** @throws InvalidSourceException if the source cannot be used as it is; names the field */
    public void check(Source source) {
        ProviderDescriptor provider = providers
                .find(source.provider())
                .orElseThrow(() -> new InvalidSourceException(
                        "provider",
                        "must be one of "
                                + providers.all().stream()
                                        .map(ProviderDescriptor::provider)
                                        .sorted()
                                        .toList()));
        SchemeDescriptor scheme = provider.schemes().get(source.scheme());
        if (scheme == null) {
            throw new InvalidSourceException(
                    "scheme",
                    "must be one of "
                            + provider.schemes().keySet().stream().sorted().toList());
        }
        if (!scheme.needsSecret() && !allowUnproven) {
            throw new InvalidSourceException("scheme", "unproven sources need TRIBUTARY_SOURCES_ALLOW_UNPROVEN=true");
        }
        if (scheme.needsSecret() && source.secrets().isEmpty()) {
            throw new InvalidSourceException("secrets", "the scheme " + source.scheme() + " needs at least one");
        }
        source.secrets().forEach(secret -> check(scheme, secret));
        checkOptions(scheme, source);
    }

    private static void check(SchemeDescriptor scheme, SourceSecret secret) {
        if (scheme.appliesTo() == null && secret.appliesTo() != null) {
            throw new InvalidSourceException("secrets", "applies_to has no meaning for this scheme");
        }
        if (secret.value().isEmpty()) {
            throw new InvalidSourceException("secrets", "an empty secret proves nothing");
        }
        if ("base64".equals(scheme.keyEncoding()) && !decodes(secret.value())) {
            throw new InvalidSourceException("secrets", "the scheme takes its key in base64");
        }
    }

    private static void checkOptions(SchemeDescriptor scheme, Source source) {
        for (String option : source.options().keySet()) {
            if (!scheme.options().contains(option)) {
                throw new InvalidSourceException(
                        "options", "'" + option + "' is unknown to the scheme, which takes " + scheme.options());
            }
        }
        String header = scheme.headerOption();
        if (header != null && !isToken(source.options().get(header))) {
            throw new InvalidSourceException(
                    "options", "'" + header + "' must name the header that carries the secret");
        }
        String tolerance = source.options().get("tolerance");
        if (tolerance != null && !isPositiveDuration(tolerance)) {
            throw new InvalidSourceException(
                    "options", "'tolerance' must be a positive ISO 8601 duration such as PT5M");
        }
    }

    private static boolean isToken(@Nullable String name) {
        return name != null && name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    }

    private static boolean isPositiveDuration(String text) {
        try {
            Duration duration = Duration.parse(text);
            return !duration.isNegative() && !duration.isZero();
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean decodes(String text) {
        try {
            return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
