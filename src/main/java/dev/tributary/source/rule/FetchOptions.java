package dev.tributary.source.rule;

import dev.tributary.provider.ProviderDescriptor;
import dev.tributary.provider.SchemeDescriptor;
import dev.tributary.source.Source;
import java.util.Set;

/** The options of a source that say what is fetched from its API besides what refreshes list. */
public final class FetchOptions {

    /** Whether the credential is fetched that an event about a connection lists; true unless it says otherwise. */
    static final String CREDENTIALS = "fetch_credentials";
    /** Whether calls that nothing binds to their body are confirmed by the API before they go out. */
    static final String CONFIRM = "confirm";

    static final Set<String> NAMES = Set.of(CREDENTIALS, CONFIRM);

    /** Kinds of schemes that say nothing about the body of a call. */
    private static final Set<String> UNBOUND = Set.of("shared-secret", "jwt-hs256", SchemeDescriptor.UNPROVEN);

    private FetchOptions() {}

    public static boolean confirms(Source source) {
        return "true".equals(source.options().get(CONFIRM));
    }

    public static boolean fetchesCredentials(Source source) {
        return !"false".equals(source.options().get(CREDENTIALS));
    }

    /** @throws InvalidSourceException if one of them cannot be used */
    static void check(ProviderDescriptor provider, SchemeDescriptor scheme, Source source) {
        for (String name : NAMES) {
            String value = source.options().getOrDefault(name, "false");
            if (!value.matches("true|false")) {
                throw new InvalidSourceException("options", "'" + name + "' must be true or false");
            }
        }
        if (!confirms(source)) {
            return;
        }
        if (source.api() == null) {
            throw new InvalidSourceException(
                    "api", "the option '" + CONFIRM + "' needs the API that confirms the calls");
        }
        if (provider.followUps() == null || provider.followUps().confirmation() == null) {
            throw new InvalidSourceException(
                    "options", "'" + CONFIRM + "' is not possible: the provider's API confirms nothing");
        }
        if (!UNBOUND.contains(scheme.type())) {
            throw new InvalidSourceException(
                    "options",
                    "'" + CONFIRM + "' must be left out: the scheme " + source.scheme() + " covers the body");
        }
    }
}
